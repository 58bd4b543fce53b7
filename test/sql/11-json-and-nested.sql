-- a JSON column whole
SELECT profile FROM okta.groups.groups WHERE type = 'BUILT_IN';
-- one arrow gives JSON, two give text
SELECT profile->'name' AS json, profile->>'name' AS text FROM okta.groups.groups WHERE type = 'BUILT_IN';
-- a chain of arrows
SELECT credentials->'provider'->>'type' AS provider, count(*) AS n FROM okta.users.users GROUP BY 1;
-- a path by dots
SELECT credentials.provider.name AS provider, count(*) AS n FROM okta.users.users GROUP BY 1;
-- an arrow binds before the comparison
SELECT count(*) AS n FROM okta.users.users WHERE status = 'ACTIVE' AND profile->>'city' = 'Austin';
-- a key that is not there
SELECT profile->>'nothing' AS nothing FROM okta.groups.groups WHERE type = 'BUILT_IN';
-- JSON null is NULL
SELECT count(*) AS n FROM okta.users.users WHERE profile->>'mobilePhone' IS NULL AND profile->'mobilePhone' IS NULL;
-- json_extract with a path
SELECT json_extract(profile, '$.name') AS name FROM okta.groups.groups WHERE type = 'BUILT_IN';
-- json_extract_string
SELECT json_extract_string(profile, '$.name') AS name FROM okta.groups.groups WHERE type = 'BUILT_IN';
-- keys of an object
SELECT unnest(json_keys(profile)) AS key FROM okta.groups.groups WHERE type = 'BUILT_IN' ORDER BY 1;
-- json_each
SELECT e.key, count(*) AS n FROM okta.users.users u, json_each(u.profile) e GROUP BY 1 ORDER BY 1;
-- rows of a list
SELECT g.profile->>'name' AS name, c.value FROM okta.groups.groups g, json_each(g.objectClass) c WHERE g.type = 'BUILT_IN';
-- an object built from columns
SELECT json_object('name', profile->>'name', 'type', type) AS o FROM okta.groups.groups WHERE type = 'BUILT_IN';
-- the length of a list
SELECT max(json_array_length(target)) AS most FROM okta.logs.system_log_events WHERE published >= '2026-06-10';
-- a list of strings unnested
SELECT unnest(['a', 'b', 'c']) AS letter ORDER BY 1;
-- a lambda over a list
SELECT list_transform([1, 2, 3], x -> x * 10) AS tens;
-- a filter over a list
SELECT list_filter(list(label ORDER BY label), x -> x LIKE 'P%') AS p FROM okta.apps.applications;
-- a struct and its field
SELECT s.a + 1 AS b FROM (SELECT {'a': 1} AS s);
-- columns by pattern
SELECT COLUMNS('^(id|status)$') FROM okta.apps.applications ORDER BY 1 LIMIT 2;
-- all columns but some
SELECT * EXCLUDE (_links, _embedded, profile, objectClass) FROM okta.groups.groups ORDER BY id LIMIT 2;
-- a column replaced
SELECT * EXCLUDE (_links, _embedded, objectClass) REPLACE (profile->>'name' AS profile) FROM okta.groups.groups ORDER BY id LIMIT 2;
-- equal JSON values
SELECT count(*) AS n FROM okta.users.users a JOIN okta.users.users b ON a.type = b.type;
-- JSON compared with text
SELECT count(*) AS n FROM okta.groups.groups WHERE profile->>'name' = 'Sales';
-- a number inside JSON
SELECT count(*) AS n FROM okta.logs.system_log_events WHERE CAST(authenticationContext->>'authenticationStep' AS INTEGER) = 0 AND published >= '2026-06-10';
-- typeof
SELECT DISTINCT typeof(profile) AS t FROM okta.groups.groups;
-- JSON as text
SELECT CAST(profile AS VARCHAR) LIKE '%Everyone%' AS found FROM okta.groups.groups WHERE type = 'BUILT_IN';
