-- every group
SELECT id, type, profile->>'name' AS name FROM okta.groups.groups;
-- groups of one type
SELECT profile->>'name' AS name FROM okta.groups.groups WHERE type = 'BUILT_IN';
-- a group by its name
SELECT id, profile->>'description' AS description FROM okta.groups.groups WHERE profile->>'name' = 'Engineering';
-- groups by the start of their name
SELECT profile->>'name' AS name FROM okta.groups.groups WHERE profile->>'name' LIKE 'S%';
-- groups by two names
SELECT profile->>'name' AS name FROM okta.groups.groups WHERE profile->>'name' IN ('Sales', 'Legal');
-- a group by identifier
SELECT profile->>'name' AS name FROM okta.groups.groups WHERE id = '{engineering}';
-- groups whose description speaks of work
SELECT profile->>'name' AS name FROM okta.groups.groups WHERE contains(profile->>'description', 'work');
-- members of a group by its identifier
SELECT profile->>'login' AS login FROM okta.groups.users WHERE groupId = '{engineering}';
-- members of a group by its name
SELECT profile->>'login' AS login FROM okta.groups.users WHERE groupId IN (SELECT id FROM okta.groups.groups WHERE profile->>'name' = 'Legal');
-- how many members each group has
SELECT groupId, count(*) AS members FROM okta.groups.users GROUP BY groupId ORDER BY members DESC, groupId;
-- names and sizes of groups
SELECT g.profile->>'name' AS name, count(m.id) AS members FROM okta.groups.groups g LEFT JOIN okta.groups.users m ON m.groupId = g.id GROUP BY 1 ORDER BY 1;
-- groups without members
SELECT g.profile->>'name' AS name FROM okta.groups.groups g WHERE NOT EXISTS (SELECT 1 FROM okta.groups.users m WHERE m.groupId = g.id);
-- the groups of one user
SELECT profile->>'name' AS name FROM okta.users.user_groups WHERE userId = '{user1}';
-- the groups of a user by login
SELECT g.profile->>'name' AS name FROM okta.users.users u JOIN okta.users.user_groups g ON g.userId = u.id WHERE u.profile->>'login' = '{login2}';
-- group rules
SELECT name, status FROM okta.groups.rules;
-- group rules that are on
SELECT name FROM okta.groups.rules WHERE status = 'ACTIVE';
-- applications of a group
SELECT label FROM okta.groups.assigned_apps WHERE groupId = '{engineering}';
-- groups whose membership changed since a date
SELECT profile->>'name' AS name FROM okta.groups.groups WHERE lastMembershipUpdated > '2024-01-01';
-- types of groups
SELECT DISTINCT type FROM okta.groups.groups;
-- groups of a type, newest first
SELECT profile->>'name' AS name, created FROM okta.groups.groups WHERE type = 'OKTA_GROUP' ORDER BY created DESC, id LIMIT 3;
