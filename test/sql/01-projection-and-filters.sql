-- three columns of every user
SELECT id, status, created FROM okta.users.users;
-- one user by identifier
SELECT profile->>'login' AS login, status FROM okta.users.users WHERE id = '{user1}';
-- a user that is not there
SELECT id FROM okta.users.users WHERE id = '00unobodyhasthisid00';
-- two users by identifier
SELECT profile->>'login' AS login FROM okta.users.users WHERE id IN ('{user1}', '{user2}');
-- the same identifier twice is one row
SELECT profile->>'login' AS login FROM okta.users.users WHERE id IN ('{user1}', '{user1}');
-- two identifiers joined by OR
SELECT profile->>'login' AS login FROM okta.users.users WHERE id = '{user1}' OR id = '{user3}';
-- identifiers that contradict each other
SELECT id FROM okta.users.users WHERE id = '{user1}' AND id = '{user2}';
-- one status
SELECT profile->>'login' AS login FROM okta.users.users WHERE status = 'LOCKED_OUT';
-- several statuses
SELECT profile->>'login' AS login, status FROM okta.users.users WHERE status IN ('SUSPENDED', 'STAGED');
-- a status that a plain list leaves out
SELECT profile->>'login' AS login FROM okta.users.users WHERE status = 'DEPROVISIONED';
-- every status but one
SELECT status, count(*) AS n FROM okta.users.users WHERE status <> 'ACTIVE' GROUP BY status ORDER BY status;
-- a status that nobody knows
SELECT id FROM okta.users.users WHERE status = 'SLEEPING';
-- a profile attribute
SELECT profile->>'login' AS login FROM okta.users.users WHERE profile->>'department' = 'Sales';
-- a profile attribute by dots
SELECT profile.login FROM okta.users.users WHERE profile.department = 'Legal';
-- a profile attribute by json_extract
SELECT json_extract(profile, '$.login') AS login FROM okta.users.users WHERE json_extract(profile, '$.city') = 'Lisbon';
-- letters are told apart by case
SELECT profile->>'login' AS login FROM okta.users.users WHERE profile->>'department' = 'sales';
-- without regard to case
SELECT profile->>'login' AS login FROM okta.users.users WHERE lower(profile->>'department') = 'sales';
-- two attributes of the profile
SELECT profile->>'login' AS login FROM okta.users.users WHERE profile->>'department' = 'Sales' AND profile->>'city' = 'Berlin';
-- one attribute or the other
SELECT profile->>'login' AS login FROM okta.users.users WHERE profile->>'city' = 'Osaka' OR profile->>'userType' = 'Contractor';
-- OR and AND without parentheses
SELECT profile->>'login' AS login FROM okta.users.users WHERE status = 'SUSPENDED' OR status = 'ACTIVE' AND profile->>'city' = 'Nairobi';
-- OR and AND with parentheses
SELECT profile->>'login' AS login FROM okta.users.users WHERE (status = 'SUSPENDED' OR status = 'ACTIVE') AND profile->>'city' = 'Nairobi';
-- names that begin with a letter
SELECT profile->>'login' AS login FROM okta.users.users WHERE profile->>'lastName' LIKE 'K%';
-- names that contain letters
SELECT profile->>'login' AS login FROM okta.users.users WHERE profile->>'lastName' LIKE '%ow%';
-- one letter unknown
SELECT profile->>'login' AS login FROM okta.users.users WHERE profile->>'firstName' LIKE 'L_na';
-- without regard to case by ILIKE
SELECT profile->>'login' AS login FROM okta.users.users WHERE profile->>'lastName' ILIKE 'k%';
-- names that do not begin with a letter
SELECT count(*) AS n FROM okta.users.users WHERE profile->>'lastName' NOT LIKE 'K%';
-- an attribute that some lack
SELECT count(*) AS n FROM okta.users.users WHERE profile->>'mobilePhone' IS NULL;
-- an attribute that some have
SELECT count(*) AS n FROM okta.users.users WHERE profile->>'mobilePhone' IS NOT NULL;
-- an attribute that nobody has
SELECT count(*) AS n FROM okta.users.users WHERE profile->>'costCenter' IS NOT NULL;
-- never signed in
SELECT profile->>'login' AS login FROM okta.users.users WHERE lastLogin IS NULL;
-- created since a date
SELECT profile->>'login' AS login FROM okta.users.users WHERE created >= TIMESTAMP '2024-01-01 00:00:00';
-- created since a date given as text
SELECT profile->>'login' AS login FROM okta.users.users WHERE created >= '2024-01-01';
-- created in a year
SELECT count(*) AS n FROM okta.users.users WHERE created BETWEEN '2023-01-01' AND '2023-12-31T23:59:59.999Z';
-- created in a year by its number
SELECT count(*) AS n FROM okta.users.users WHERE year(created) = 2023;
-- updated strictly after an instant
SELECT count(*) AS n FROM okta.users.users WHERE lastUpdated > '2023-06-01T00:00:00.000Z';
-- stale for ninety days
SELECT count(*) AS n FROM okta.users.users WHERE lastLogin < now() - INTERVAL 90 DAY;
-- stale or never seen
SELECT count(*) AS n FROM okta.users.users WHERE lastLogin IS NULL OR lastLogin < now() - INTERVAL 90 DAY;
-- NOT over a conjunction
SELECT count(*) AS n FROM okta.users.users WHERE NOT (status = 'ACTIVE' AND profile->>'city' = 'Lisbon');
-- IS DISTINCT FROM keeps NULL
SELECT count(*) AS n FROM okta.users.users WHERE profile->>'mobilePhone' IS DISTINCT FROM '+15551000000';
-- a condition that is never true
SELECT id FROM okta.users.users WHERE FALSE;
-- a condition that is always true
SELECT count(*) AS n FROM okta.users.users WHERE TRUE;
-- one is not two
SELECT id FROM okta.users.users WHERE 1 = 2;
-- a value with a quote in it
SELECT id FROM okta.users.users WHERE profile->>'lastName' = 'O''Brien';
-- a value with a double quote and a backslash
SELECT id FROM okta.users.users WHERE profile->>'lastName' = 'a"b\c';
-- a status compared with an expression
SELECT count(*) AS n FROM okta.users.users WHERE status = upper('active');
-- the column stands on the right
SELECT count(*) AS n FROM okta.users.users WHERE 'SUSPENDED' = status;
