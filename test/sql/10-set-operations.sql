-- UNION ALL of two relations
SELECT 'app' AS kind, label AS name FROM okta.apps.applications UNION ALL SELECT 'group', profile->>'name' FROM okta.groups.groups ORDER BY 1, 2;
-- UNION drops equal rows
SELECT status FROM okta.apps.applications UNION SELECT status FROM okta.users.users ORDER BY 1;
-- INTERSECT
SELECT status FROM okta.apps.applications INTERSECT SELECT status FROM okta.users.users ORDER BY 1;
-- EXCEPT: members of one group that are not in another
SELECT id FROM okta.groups.users WHERE groupId = '{administrators}' EXCEPT SELECT id FROM okta.groups.users WHERE groupId = '{engineering}' ORDER BY 1;
-- who has to be added to a group and who to be removed
SELECT 'add' AS what, id FROM (SELECT id FROM okta.users.users WHERE profile->>'department' = 'Legal' AND status = 'ACTIVE' EXCEPT SELECT id FROM okta.groups.users WHERE groupId = '{legal}') UNION ALL SELECT 'remove', id FROM (SELECT id FROM okta.groups.users WHERE groupId = '{legal}' EXCEPT SELECT id FROM okta.users.users WHERE profile->>'department' = 'Legal' AND status = 'ACTIVE') ORDER BY 1, 2;
-- UNION ALL BY NAME
SELECT label AS name, status FROM okta.apps.applications UNION ALL BY NAME SELECT status, profile->>'login' AS name FROM okta.users.users WHERE status = 'SUSPENDED' ORDER BY name;
-- a set operation as a derived table
SELECT count(*) AS n FROM (SELECT id FROM okta.users.users UNION ALL SELECT id FROM okta.groups.groups) x;
-- a condition over a set operation
SELECT count(*) AS n FROM (SELECT id, status FROM okta.users.users UNION ALL SELECT id, status FROM okta.apps.applications) x WHERE status = 'INACTIVE';
-- with LIMIT over all
SELECT label AS name FROM okta.apps.applications UNION ALL SELECT profile->>'name' FROM okta.groups.groups ORDER BY 1 LIMIT 3;
-- three branches
SELECT 'users' AS what, count(*) AS n FROM okta.users.users UNION ALL SELECT 'groups', count(*) FROM okta.groups.groups UNION ALL SELECT 'apps', count(*) FROM okta.apps.applications ORDER BY 1;
-- EXCEPT ALL
SELECT count(*) AS n FROM (SELECT status FROM okta.users.users EXCEPT ALL SELECT status FROM okta.users.users WHERE status = 'ACTIVE') x;
