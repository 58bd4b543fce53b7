-- no LIMIT below a sort
SELECT profile->>'login' AS login FROM okta.users.users ORDER BY created DESC, id LIMIT 2;
-- no LIMIT below a filter
SELECT profile->>'login' AS login FROM okta.users.users WHERE profile->>'lastName' LIKE '%a' ORDER BY id LIMIT 3;
-- an aggregate over all pages
SELECT count(*) AS n, count(DISTINCT id) AS ids FROM okta.users.users;
-- text with time zone compared as an instant
SELECT count(*) AS n FROM okta.users.users WHERE created < '2022-06-02T13:12:33+02:00';
-- ten comes after nine
SELECT max(CAST(profile->>'employeeNumber' AS INT)) - min(CAST(profile->>'employeeNumber' AS INT)) AS span FROM okta.users.users;
-- a column named like a keyword
SELECT "type", count(*) AS n FROM okta.groups.groups GROUP BY "type" ORDER BY 1;
-- names in other case
select PROFILE->>'name' as Name from OKTA.Groups.GROUPS where TYPE = 'BUILT_IN';
-- names in back-quotes
SELECT `id`, `status` FROM `okta`.`apps`.`applications` ORDER BY `id` LIMIT 1;
-- an unqualified column of one side
SELECT label, factorType FROM okta.apps.applications, okta.users.factors WHERE userId = '{user2}' ORDER BY 1, 2 LIMIT 3;
-- the same relation twice with other keys
SELECT a.profile->>'name' AS a, b.profile->>'name' AS b FROM okta.groups.groups a, okta.groups.groups b WHERE a.id = '{legal}' AND b.id = '{engineering}';
-- a comment between
SELECT label /* the name */ FROM okta.apps.applications -- all of them
WHERE status = 'INACTIVE' ORDER BY 1;
-- TRUE beside a condition
SELECT count(*) AS n FROM okta.users.users WHERE TRUE AND status = 'ACTIVE' OR FALSE;
-- a condition that drops every row of an outer join's other side
SELECT a.label, c.status FROM okta.apps.applications a LEFT JOIN okta.apps.connections c ON c.appId = a.id AND FALSE ORDER BY 1 LIMIT 2;
-- NULL is not in a list
SELECT count(*) AS n FROM okta.users.users WHERE profile->>'mobilePhone' NOT IN ('+15551000000', NULL);
-- an empty text is not NULL
SELECT count(*) AS n FROM okta.users.users WHERE profile->>'costCenter' = '';
-- three-valued logic
SELECT count(*) AS n FROM okta.users.users WHERE NOT (profile->>'mobilePhone' = '+15551000000');
-- a range on free text is by letters, case included
SELECT count(*) AS n FROM okta.users.users WHERE profile->>'lastName' > 'M' AND profile->>'lastName' < 'a';
-- a percent sign that is meant
SELECT count(*) AS n FROM okta.users.users WHERE profile->>'lastName' LIKE 'K\%' ESCAPE '\';
