-- one common table
WITH sales AS (SELECT id, profile->>'login' AS login FROM okta.users.users WHERE profile->>'department' = 'Sales') SELECT login FROM sales ORDER BY 1;
-- two, one over the other
WITH people AS (SELECT id, status, profile->>'city' AS city FROM okta.users.users), active AS (SELECT * FROM people WHERE status = 'ACTIVE') SELECT city, count(*) AS n FROM active GROUP BY 1 ORDER BY 1;
-- used twice
WITH a AS (SELECT label, status FROM okta.apps.applications) SELECT (SELECT count(*) FROM a WHERE status = 'ACTIVE') AS active, (SELECT count(*) FROM a) AS total;
-- a condition goes into a common table
WITH people AS (SELECT id, status FROM okta.users.users) SELECT status FROM people WHERE id = '{user1}';
-- with names for its columns
WITH t(name, n) AS (SELECT status, count(*) FROM okta.apps.applications GROUP BY 1) SELECT name, n FROM t ORDER BY 1;
-- hides a relation of the provider
WITH users AS (SELECT 1 AS id) SELECT id FROM users;
-- MATERIALIZED
WITH g AS MATERIALIZED (SELECT id, type FROM okta.groups.groups) SELECT type, count(*) AS n FROM g GROUP BY 1 ORDER BY 1;
-- everybody above one person
WITH RECURSIVE line AS (SELECT id, profile->>'login' AS login, profile->>'managerId' AS manager, 0 AS level FROM okta.users.users WHERE profile->>'login' = '{login50}' UNION ALL SELECT u.id, u.profile->>'login', u.profile->>'managerId', line.level + 1 FROM okta.users.users u JOIN line ON u.id = line.manager) SELECT level, login FROM line ORDER BY level;
-- everybody below one person
WITH RECURSIVE reports AS (SELECT id, 0 AS level FROM okta.users.users WHERE profile->>'login' = '{login1}' UNION ALL SELECT u.id, reports.level + 1 FROM okta.users.users u JOIN reports ON u.profile->>'managerId' = reports.id) SELECT level, count(*) AS n FROM reports GROUP BY 1 ORDER BY 1;
-- numbers
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n ORDER BY i;
-- days of a week with the events of each
WITH days AS (SELECT unnest(generate_series(TIMESTAMP '2026-06-01', TIMESTAMP '2026-06-07', INTERVAL 1 DAY)) AS day) SELECT day, count(e.uuid) AS n FROM days LEFT JOIN okta.logs.system_log_events e ON date_trunc('day', e.published) = day GROUP BY 1 ORDER BY 1;
-- keys from a common table
WITH legal AS (SELECT id FROM okta.groups.groups WHERE profile->>'name' = 'Legal') SELECT profile->>'login' AS login FROM okta.groups.users WHERE groupId IN (SELECT id FROM legal) ORDER BY 1;
-- joined to a relation
WITH admins AS (SELECT id FROM okta.iam.users_with_role_assignments) SELECT u.profile->>'login' AS login FROM okta.users.users u JOIN admins a ON a.id = u.id ORDER BY 1;
