-- the first three, in the server's order
SELECT id FROM okta.users.users LIMIT 3;
-- three after the first two
SELECT id FROM okta.users.users LIMIT 3 OFFSET 2;
-- LIMIT 0
SELECT id FROM okta.users.users LIMIT 0;
-- more than there are
SELECT label FROM okta.apps.applications LIMIT 1000;
-- the newest two
SELECT profile->>'login' AS login, created FROM okta.users.users ORDER BY created DESC, id LIMIT 2;
-- the oldest two
SELECT profile->>'login' AS login, created FROM okta.users.users ORDER BY created, id LIMIT 2;
-- by a path
SELECT profile->>'login' AS login FROM okta.users.users ORDER BY profile->>'lastName', 1 LIMIT 3;
-- by position
SELECT label, created FROM okta.apps.applications ORDER BY 2 DESC LIMIT 2;
-- by alias
SELECT lower(label) AS name FROM okta.apps.applications ORDER BY name LIMIT 3;
-- NULL comes last
SELECT profile->>'login' AS login, lastLogin FROM okta.users.users ORDER BY lastLogin DESC, login OFFSET 52;
-- NULL comes first when told so
SELECT profile->>'login' AS login FROM okta.users.users ORDER BY lastLogin NULLS FIRST, login LIMIT 3;
-- a LIMIT behind a filter
SELECT profile->>'login' AS login FROM okta.users.users WHERE profile->>'city' = 'Lisbon' ORDER BY id LIMIT 2;
-- a LIMIT behind an expression
SELECT upper(profile->>'login') AS login FROM okta.users.users LIMIT 2;
-- a LIMIT behind a group
SELECT status, count(*) AS n FROM okta.users.users GROUP BY status ORDER BY status LIMIT 2;
-- a LIMIT behind DISTINCT
SELECT DISTINCT status FROM okta.users.users ORDER BY status LIMIT 2;
-- the count of a cut list
SELECT count(*) AS n FROM (SELECT id FROM okta.users.users LIMIT 5) x;
-- a LIMIT that is computed
SELECT label FROM okta.apps.applications ORDER BY label LIMIT 1 + 1;
-- a percentage
SELECT count(*) AS n FROM (SELECT id FROM okta.users.users LIMIT 50%) x;
-- FETCH FIRST
SELECT label FROM okta.apps.applications ORDER BY label FETCH FIRST 2 ROWS ONLY;
-- a LIMIT over an expansion
SELECT appId, status FROM okta.apps.connections LIMIT 2;
-- ORDER BY ALL
SELECT status, type FROM (SELECT status, profile->>'userType' AS type FROM okta.users.users) GROUP BY ALL ORDER BY ALL;
