-- IN over another relation
SELECT profile->>'login' AS login FROM okta.users.users WHERE id IN (SELECT id FROM okta.iam.users_with_role_assignments) ORDER BY 1;
-- NOT IN
SELECT count(*) AS n FROM okta.users.users WHERE id NOT IN (SELECT id FROM okta.iam.users_with_role_assignments);
-- EXISTS
SELECT u.profile->>'login' AS login FROM okta.users.users u WHERE EXISTS (SELECT 1 FROM okta.users.factors f WHERE f.userId = u.id AND f.factorType = 'sms') ORDER BY 1;
-- NOT EXISTS
SELECT count(*) AS n FROM okta.users.users u WHERE NOT EXISTS (SELECT 1 FROM okta.users.factors f WHERE f.userId = u.id);
-- a scalar sub-query in the list
SELECT label, (SELECT count(*) FROM okta.apps.applications) AS total FROM okta.apps.applications ORDER BY label LIMIT 2;
-- a correlated scalar sub-query
SELECT g.profile->>'name' AS name, (SELECT count(*) FROM okta.groups.users m WHERE m.groupId = g.id) AS members FROM okta.groups.groups g ORDER BY 1;
-- compared with a scalar
SELECT label FROM okta.apps.applications WHERE created = (SELECT max(created) FROM okta.apps.applications);
-- compared with ALL
SELECT label FROM okta.apps.applications WHERE created >= ALL (SELECT created FROM okta.apps.applications);
-- compared with ANY
SELECT count(*) AS n FROM okta.users.users WHERE profile->>'city' = ANY (SELECT 'Lisbon' UNION ALL SELECT 'Berlin');
-- a derived table
SELECT city, n FROM (SELECT profile->>'city' AS city, count(*) AS n FROM okta.users.users GROUP BY 1) WHERE n > 10 ORDER BY 1;
-- a condition that goes into a derived table
SELECT login FROM (SELECT id, status, profile->>'login' AS login FROM okta.users.users) x WHERE x.status = 'LOCKED_OUT' ORDER BY 1;
-- an identifier that goes into a derived table
SELECT status FROM (SELECT id, status FROM okta.users.users) x WHERE x.id = '{user1}';
-- no condition goes below a LIMIT
SELECT count(*) AS n FROM (SELECT status FROM okta.users.users ORDER BY created LIMIT 10) x WHERE x.status = 'ACTIVE';
-- no condition goes below a window
SELECT login, place FROM (SELECT profile->>'login' AS login, status, row_number() OVER (ORDER BY created, id) AS place FROM okta.users.users) x WHERE x.status = 'LOCKED_OUT' ORDER BY 2;
-- a condition on the key of groups goes below
SELECT status, n FROM (SELECT status, count(*) AS n FROM okta.users.users GROUP BY status) x WHERE x.status = 'SUSPENDED';
-- no condition on an aggregate goes below
SELECT department, n FROM (SELECT profile->>'department' AS department, count(*) AS n FROM okta.users.users GROUP BY 1) x WHERE n >= 10 ORDER BY 1;
-- nested twice
SELECT login FROM (SELECT * FROM (SELECT profile->>'login' AS login, status FROM okta.users.users) a WHERE a.status <> 'ACTIVE') b WHERE b.login LIKE 'l%' ORDER BY 1;
-- IN with a limited sub-query
SELECT count(*) AS n FROM okta.groups.users WHERE groupId IN (SELECT id FROM okta.groups.groups ORDER BY created, id LIMIT 2);
-- IN over nothing
SELECT id FROM okta.users.users WHERE id IN (SELECT id FROM okta.iam.users_with_role_assignments WHERE FALSE);
-- parents from a sub-query
SELECT appId, status FROM okta.apps.connections WHERE appId IN (SELECT id FROM okta.apps.applications WHERE signOnMode = 'SAML_2_0') ORDER BY 1;
-- an equality with a sub-query
SELECT profile->>'login' AS login FROM okta.groups.users WHERE groupId = (SELECT id FROM okta.groups.groups WHERE profile->>'name' = 'Finance') ORDER BY 1;
-- a row of two values in a sub-query
SELECT count(*) AS n FROM okta.users.users u WHERE (u.profile->>'city', u.profile->>'department') IN (SELECT 'Lisbon', 'Engineering');
-- in HAVING
SELECT profile->>'department' AS department, count(*) AS n FROM okta.users.users GROUP BY 1 HAVING count(*) > (SELECT count(*) / 10 FROM okta.users.users) ORDER BY 1;
-- in ORDER BY
SELECT g.profile->>'name' AS name FROM okta.groups.groups g ORDER BY (SELECT count(*) FROM okta.groups.users m WHERE m.groupId = g.id) DESC, 1 LIMIT 3;
-- in CASE
SELECT CASE WHEN EXISTS (SELECT 1 FROM okta.users.users WHERE status = 'LOCKED_OUT') THEN 'someone is locked out' ELSE 'nobody is' END AS answer;
-- membership of two groups
SELECT profile->>'login' AS login FROM okta.groups.users WHERE groupId = '{engineering}' AND id IN (SELECT id FROM okta.groups.users WHERE groupId = '{administrators}');
