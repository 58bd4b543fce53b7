-- inner join on an identifier
SELECT u.profile->>'login' AS login, g.profile->>'name' AS name FROM okta.users.users u JOIN okta.users.user_groups g ON g.userId = u.id WHERE u.profile->>'department' = 'Legal' ORDER BY 1, 2;
-- the same join from the other side
SELECT g.profile->>'name' AS name, m.profile->>'login' AS login FROM okta.groups.groups g JOIN okta.groups.users m ON m.groupId = g.id WHERE m.profile->>'department' = 'Legal' ORDER BY 1, 2;
-- users and their groups, all of them
SELECT u.profile->>'email' AS email, g.profile->>'name' AS name FROM okta.users.users u JOIN okta.users.user_groups g ON g.userId = u.id ORDER BY 1, 2;
-- left join keeps those without
SELECT u.profile->>'login' AS login, f.factorType FROM okta.users.users u LEFT JOIN okta.users.factors f ON f.userId = u.id WHERE u.profile->>'department' = 'Sales' ORDER BY 1, 2;
-- right join
SELECT g.profile->>'name' AS name, r.name AS rule FROM okta.groups.rules r RIGHT JOIN okta.groups.groups g ON r.name LIKE '%' || (g.profile->>'name') || '%' ORDER BY 1, 2;
-- full join
SELECT a.label, p.name FROM okta.apps.applications a FULL JOIN okta.policies.policies p ON p.name = a.label AND p.type = 'ACCESS_POLICY' ORDER BY 1 NULLS LAST, 2 NULLS LAST LIMIT 20;
-- cross join
SELECT count(*) AS n FROM okta.groups.groups CROSS JOIN okta.apps.applications;
-- comma join with a condition
SELECT count(*) AS n FROM okta.groups.groups g, okta.groups.users m WHERE m.groupId = g.id AND g.type = 'OKTA_GROUP';
-- semi join
SELECT u.profile->>'login' AS login FROM okta.users.users u SEMI JOIN okta.users.role_assignment_users r ON r.userId = u.id ORDER BY 1;
-- anti join
SELECT count(*) AS n FROM okta.users.users u ANTI JOIN okta.users.factors f ON f.userId = u.id;
-- self join: people with the same last name
SELECT a.profile->>'login' AS a, b.profile->>'login' AS b FROM okta.users.users a JOIN okta.users.users b ON a.profile->>'lastName' = b.profile->>'lastName' AND a.id < b.id ORDER BY 1, 2;
-- people and their managers
SELECT u.profile->>'login' AS login, m.profile->>'login' AS manager FROM okta.users.users u LEFT JOIN okta.users.users m ON m.id = u.profile->>'managerId' ORDER BY 1;
-- people who report to one manager
SELECT u.profile->>'login' AS login FROM okta.users.users m JOIN okta.users.users u ON u.profile->>'managerId' = m.id WHERE m.profile->>'login' = '{login2}' ORDER BY 1;
-- USING merges the column
SELECT groupId, count(*) AS n FROM okta.groups.users m JOIN okta.groups.assigned_apps a USING (groupId) GROUP BY 1 ORDER BY 1;
-- three relations
SELECT u.profile->>'login' AS login, r.label AS role FROM okta.iam.users_with_role_assignments x JOIN okta.users.users u ON u.id = x.id JOIN okta.users.role_assignment_users r ON r.userId = u.id ORDER BY 1, 2;
-- administrators without a factor
SELECT u.profile->>'login' AS login FROM okta.iam.users_with_role_assignments x JOIN okta.users.users u ON u.id = x.id WHERE NOT EXISTS (SELECT 1 FROM okta.users.factors f WHERE f.userId = x.id AND f.status = 'ACTIVE') ORDER BY 1;
-- authorization servers and their scopes
SELECT s.name AS server, c.name AS scope FROM okta.authorizationservers.authorization_servers s JOIN okta.authorizationservers.scopes c ON c.authServerId = s.id WHERE c.system ORDER BY 1, 2;
-- policies and their rules
SELECT p.type, p.name, r.name AS rule FROM okta.policies.policies p JOIN okta.policies.policy_rules r ON r.policyId = p.id WHERE p.type IN ('PASSWORD', 'OKTA_SIGN_ON') ORDER BY 1, 2, 3;
-- join with VALUES
SELECT v.name, count(u.id) AS n FROM (VALUES ('Sales'), ('Legal'), ('Nowhere')) v(name) LEFT JOIN okta.users.users u ON u.profile->>'department' = v.name GROUP BY 1 ORDER BY 1;
-- look-up from VALUES
SELECT v.id, u.status FROM (VALUES ('{user1}'), ('{user2}'), ('00unobodyhasthisid00')) v(id) LEFT JOIN okta.users.users u ON u.id = v.id ORDER BY 1;
-- lateral: the newest two members of each group
SELECT g.profile->>'name' AS name, m.login FROM okta.groups.groups g, LATERAL (SELECT x.profile->>'login' AS login FROM okta.groups.users x WHERE x.groupId = g.id ORDER BY x.created DESC LIMIT 2) m WHERE g.type = 'OKTA_GROUP' ORDER BY 1, 2;
-- asof: the application created last before each policy
SELECT p.name, a.label FROM okta.policies.policies p ASOF JOIN okta.apps.applications a ON a.created <= p.created WHERE p.type = 'PASSWORD' ORDER BY 1, 2;
-- a condition on the NULL side of an outer join
SELECT a.label, c.status FROM okta.apps.applications a LEFT JOIN okta.apps.connections c ON c.appId = a.id AND c.status = 'ENABLED' ORDER BY 1;
-- an outer join that WHERE undoes
SELECT a.label FROM okta.apps.applications a LEFT JOIN okta.apps.connections c ON c.appId = a.id WHERE c.status = 'ENABLED' ORDER BY 1;
-- equal keys passed on
SELECT u.profile->>'login' AS login, count(g.id) AS n FROM okta.users.users u JOIN okta.users.user_groups g ON g.userId = u.id WHERE u.id = '{user1}' GROUP BY 1;
-- users without any application
SELECT count(*) AS n FROM okta.users.users u WHERE u.id NOT IN (SELECT id FROM okta.apps.application_users);
-- devices and who uses them
SELECT d.profile->>'displayName' AS device, count(x.user) AS n FROM okta.devices.devices d LEFT JOIN okta.devices.device_users x ON x.deviceId = d.id GROUP BY 1 ORDER BY 1;
-- join on an expression
SELECT count(*) AS n FROM okta.users.users u JOIN okta.groups.groups g ON lower(g.profile->>'name') = lower(u.profile->>'department');
-- a join with an inequality
SELECT count(*) AS n FROM okta.groups.groups a JOIN okta.groups.groups b ON a.created < b.created;
-- applications and users as rows of one group
SELECT a.label, u.profile->>'login' AS login FROM okta.groups.assigned_apps a JOIN okta.groups.users u ON u.groupId = a.groupId WHERE a.groupId = '{legal}' ORDER BY 1, 2 LIMIT 10;
