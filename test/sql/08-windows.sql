-- row numbers
SELECT label, row_number() OVER (ORDER BY created) AS n FROM okta.apps.applications ORDER BY n LIMIT 4;
-- ranks with ties
SELECT label, rank() OVER (ORDER BY status) AS place FROM okta.apps.applications ORDER BY place, label;
-- the two newest of each department
SELECT department, login FROM (SELECT profile->>'department' AS department, profile->>'login' AS login, row_number() OVER (PARTITION BY profile->>'department' ORDER BY created DESC, id) AS n FROM okta.users.users) WHERE n <= 2 ORDER BY 1, 2;
-- QUALIFY
SELECT profile->>'city' AS city, profile->>'login' AS login FROM okta.users.users QUALIFY row_number() OVER (PARTITION BY profile->>'city' ORDER BY created, id) = 1 ORDER BY 1;
-- the one before
SELECT label, lag(label) OVER (ORDER BY created) AS before FROM okta.apps.applications ORDER BY created LIMIT 3;
-- a running total
SELECT date_trunc('year', created) AS year, count(*) AS n, sum(count(*)) OVER (ORDER BY date_trunc('year', created)) AS total FROM okta.users.users GROUP BY 1 ORDER BY 1;
-- quarters
SELECT quarter, count(*) AS n FROM (SELECT ntile(4) OVER (ORDER BY created, id) AS quarter FROM okta.users.users) GROUP BY 1 ORDER BY 1;
-- a named window
SELECT label, first_value(label) OVER w AS first FROM okta.apps.applications WINDOW w AS (PARTITION BY signOnMode ORDER BY created) ORDER BY label LIMIT 5;
-- a frame
SELECT label, count(*) OVER (ORDER BY created ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS around FROM okta.apps.applications ORDER BY created LIMIT 3;
-- days between events
SELECT eventType, round(avg(gap), 0) AS seconds FROM (SELECT eventType, date_diff('second', lag(published) OVER (PARTITION BY eventType ORDER BY published, uuid), published) AS gap FROM okta.logs.system_log_events WHERE published >= '2026-06-01') GROUP BY 1 ORDER BY 1;
-- share of the whole
SELECT signOnMode, count(*) AS n, count(*) * 100 / sum(count(*)) OVER () AS percent FROM okta.apps.applications GROUP BY 1 ORDER BY n DESC, 1 LIMIT 3;
-- dense ranks
SELECT status, dense_rank() OVER (ORDER BY status) AS place FROM okta.users.users GROUP BY status ORDER BY 1;
