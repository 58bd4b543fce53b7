-- count
SELECT count(*) FROM okta.users.users;
-- count of a column leaves NULL out
SELECT count(lastLogin) AS seen, count(*) AS n FROM okta.users.users;
-- count of distinct values
SELECT count(DISTINCT status) AS statuses, count(DISTINCT profile->>'city') AS cities FROM okta.users.users;
-- minimum and maximum of instants
SELECT min(created) AS first, max(created) AS last FROM okta.users.users;
-- grouped by one column
SELECT status, count(*) AS n FROM okta.users.users GROUP BY status ORDER BY n DESC, status;
-- grouped by a path
SELECT profile->>'department' AS department, count(*) AS n FROM okta.users.users GROUP BY profile->>'department' ORDER BY 1;
-- grouped by two
SELECT status, profile->>'userType' AS type, count(*) AS n FROM okta.users.users GROUP BY 1, 2 ORDER BY 1, 2;
-- GROUP BY ALL
SELECT status, profile->>'countryCode' AS country, count(*) AS n FROM okta.users.users GROUP BY ALL ORDER BY ALL;
-- HAVING
SELECT profile->>'city' AS city, count(*) AS n FROM okta.users.users GROUP BY 1 HAVING count(*) > 11 ORDER BY 1;
-- FILTER
SELECT count(*) FILTER (WHERE status = 'ACTIVE') AS active, count(*) FILTER (WHERE status <> 'ACTIVE') AS others FROM okta.users.users;
-- CASE inside sum
SELECT sum(CASE WHEN status = 'ACTIVE' THEN 1 ELSE 0 END) AS active FROM okta.users.users;
-- grouping sets
SELECT status, profile->>'userType' AS type, count(*) AS n FROM okta.users.users WHERE status IN ('ACTIVE', 'SUSPENDED') GROUP BY GROUPING SETS ((status), (profile->>'userType'), ()) ORDER BY 1 NULLS LAST, 2 NULLS LAST;
-- ROLLUP
SELECT profile->>'countryCode' AS country, profile->>'city' AS city, count(*) AS n FROM okta.users.users GROUP BY ROLLUP (1, 2) ORDER BY 1 NULLS LAST, 2 NULLS LAST;
-- CUBE
SELECT status, profile->>'userType' AS type, count(*) AS n FROM okta.users.users WHERE status IN ('ACTIVE', 'STAGED') GROUP BY CUBE (status, profile->>'userType') ORDER BY 1 NULLS LAST, 2 NULLS LAST;
-- average
SELECT round(avg(length(profile->>'login')), 3) AS mean FROM okta.users.users;
-- a list of values
SELECT list(profile->>'login' ORDER BY profile->>'login') AS logins FROM okta.users.users WHERE status = 'SUSPENDED';
-- text joined together
SELECT string_agg(profile->>'lastName', ', ' ORDER BY profile->>'lastName') AS names FROM okta.users.users WHERE status = 'LOCKED_OUT';
-- the first of each group
SELECT profile->>'department' AS department, min(profile->>'login') AS login FROM okta.users.users GROUP BY 1 ORDER BY 1;
-- the argument of the maximum
SELECT arg_max(label, created) AS newest FROM okta.apps.applications;
-- the median
SELECT median(length(label)) AS middle FROM okta.apps.applications;
-- no rows to count
SELECT count(*) AS n, max(created) AS last FROM okta.users.users WHERE status = 'SLEEPING';
-- no groups
SELECT status, count(*) AS n FROM okta.users.users WHERE status = 'SLEEPING' GROUP BY status;
-- DISTINCT
SELECT DISTINCT profile->>'city' AS city FROM okta.users.users ORDER BY 1;
-- DISTINCT over two
SELECT DISTINCT status, profile->>'userType' AS type FROM okta.users.users ORDER BY 1, 2;
-- DISTINCT ON
SELECT DISTINCT ON (profile->>'department') profile->>'department' AS department, profile->>'login' AS login FROM okta.users.users ORDER BY 1, created, id;
-- distinct JSON values
SELECT count(DISTINCT type) AS types FROM okta.users.users;
-- grouped by a JSON value
SELECT credentials->'provider' AS provider, count(*) AS n FROM okta.users.users GROUP BY 1;
-- by year and month
SELECT strftime(created, '%Y-%m') AS month, count(*) AS n FROM okta.users.users GROUP BY 1 ORDER BY 1 LIMIT 6;
-- the share of each status
SELECT status, round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent FROM okta.users.users GROUP BY status ORDER BY 1;
-- integers divide to fractions
SELECT count(*) / 7 AS seventh FROM okta.users.users;
-- whole division
SELECT count(*) // 7 AS seventh FROM okta.users.users;
-- booleans together
SELECT bool_and(status = 'ACTIVE') AS every, bool_or(status = 'ACTIVE') AS some FROM okta.apps.applications;
-- mode and counts
SELECT mode(profile->>'title') IS NOT NULL AS known FROM okta.users.users;
-- a histogram of lengths
SELECT length(profile->>'firstName') AS length, count(*) AS n FROM okta.users.users GROUP BY 1 ORDER BY 1;
