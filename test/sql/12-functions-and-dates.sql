-- upper and lower
SELECT upper(label) AS u, lower(label) AS l FROM okta.apps.applications WHERE id = '{slack}';
-- concatenation
SELECT profile->>'firstName' || ' ' || (profile->>'lastName') AS name FROM okta.users.users WHERE id = '{user1}';
-- coalesce
SELECT coalesce(profile->>'mobilePhone', 'none') AS phone FROM okta.users.users WHERE id = '{user4}';
-- nullif
SELECT nullif(status, 'ACTIVE') AS odd FROM okta.apps.applications WHERE id = '{slack}';
-- CASE
SELECT CASE status WHEN 'ACTIVE' THEN 'on' ELSE 'off' END AS light, count(*) AS n FROM okta.apps.applications GROUP BY 1 ORDER BY 1;
-- part of a text
SELECT substr(profile->>'login', 1, 3) AS start FROM okta.users.users WHERE id = '{user1}';
-- split at a mark
SELECT split_part(profile->>'email', '@', 2) AS domain, count(*) AS n FROM okta.users.users GROUP BY 1;
-- a regular expression
SELECT count(*) AS n FROM okta.users.users WHERE regexp_matches(profile->>'login', '^[a-m]');
-- replaced
SELECT replace(label, ' ', '_') AS label FROM okta.apps.applications WHERE label LIKE '% %' ORDER BY 1;
-- trimmed
SELECT trim('  a  ') AS a, ltrim('  a') AS b, rtrim('a  ') AS c;
-- iif and ifnull
SELECT iif(status = 'ACTIVE', 1, 0) AS one, ifnull(NULL, 'x') AS x FROM okta.apps.applications WHERE id = '{slack}';
-- group_concat
SELECT group_concat(label, '; ') AS labels FROM (SELECT label FROM okta.apps.applications WHERE signOnMode = 'BOOKMARK' ORDER BY label);
-- date parts
SELECT year(created) AS y, month(created) AS m, day(created) AS d FROM okta.apps.applications WHERE id = '{slack}';
-- extract
SELECT extract(year FROM created) AS y FROM okta.apps.applications WHERE id = '{slack}';
-- truncated to a month
SELECT date_trunc('month', created) AS month FROM okta.apps.applications WHERE id = '{slack}';
-- days between
SELECT date_diff('day', created, TIMESTAMPTZ '2024-02-01 00:00:00Z') AS days FROM okta.apps.applications WHERE id = '{slack}';
-- an interval added
SELECT created + INTERVAL 1 DAY AS later FROM okta.apps.applications WHERE id = '{slack}';
-- cast to a date
SELECT CAST(created AS DATE) AS day FROM okta.apps.applications WHERE id = '{slack}';
-- a date compared with a date
SELECT count(*) AS n FROM okta.apps.applications WHERE CAST(created AS DATE) = DATE '2024-01-11';
-- strftime
SELECT strftime(created, '%d/%m/%Y') AS day FROM okta.apps.applications WHERE id = '{slack}';
-- the age of accounts in whole years
SELECT date_diff('year', created, TIMESTAMPTZ '2026-06-15 00:00:00Z') AS years, count(*) AS n FROM okta.users.users GROUP BY 1 ORDER BY 1;
-- arithmetic
SELECT 7 / 2 AS quotient, 7 // 2 AS whole, 7 % 2 AS rest, 2 ** 10 AS power;
-- rounding
SELECT round(2.345, 2) AS r, floor(2.9) AS f, ceil(2.1) AS c, abs(-3) AS a;
-- greatest and least
SELECT greatest(1, 3, 2) AS g, least(1, 3, 2) AS l;
-- text to number
SELECT max(CAST(profile->>'employeeNumber' AS INTEGER)) AS last FROM okta.users.users;
-- a number that is none
SELECT count(TRY_CAST(profile->>'city' AS INTEGER)) AS n FROM okta.users.users;
-- starts_with and contains
SELECT count(*) AS n FROM okta.users.users WHERE starts_with(profile->>'login', 'a') OR contains(profile->>'login', 'zz');
-- length of names
SELECT profile->>'login' AS login FROM okta.users.users ORDER BY length(profile->>'login') DESC, 1 LIMIT 3;
-- md5 of a text
SELECT md5('a') AS m;
-- the time is told once
SELECT now() = now() AS same, current_timestamp = now() AS too;
