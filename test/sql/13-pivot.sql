-- applications by mode and status
PIVOT (SELECT signOnMode, status FROM okta.apps.applications) ON status IN ('ACTIVE', 'INACTIVE') USING count(*) GROUP BY signOnMode ORDER BY signOnMode;
-- the values are found first
PIVOT (SELECT signOnMode, status FROM okta.apps.applications) ON status USING count(*) GROUP BY signOnMode ORDER BY signOnMode;
-- departments by status
PIVOT (SELECT profile->>'department' AS department, status FROM okta.users.users) ON status IN ('ACTIVE', 'SUSPENDED', 'LOCKED_OUT') USING count(*) GROUP BY department ORDER BY department;
-- as part of a SELECT
SELECT * FROM (PIVOT (SELECT status, profile->>'userType' AS type FROM okta.users.users) ON type IN ('Employee', 'Contractor') USING count(*) GROUP BY status) ORDER BY status;
-- UNPIVOT
UNPIVOT (SELECT count(*) AS users, count(lastLogin) AS seen FROM okta.users.users) ON users, seen INTO NAME what VALUE n ORDER BY what;
-- by hand
SELECT profile->>'city' AS city, count(*) FILTER (WHERE status = 'ACTIVE') AS active, count(*) FILTER (WHERE status <> 'ACTIVE') AS other FROM okta.users.users GROUP BY 1 ORDER BY 1;
