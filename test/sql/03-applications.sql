-- every application
SELECT label, status FROM okta.apps.applications;
-- applications that are off
SELECT label FROM okta.apps.applications WHERE status = 'INACTIVE';
-- applications of one kind
SELECT label FROM okta.apps.applications WHERE name = 'bookmark';
-- applications by sign-on mode
SELECT label FROM okta.apps.applications WHERE signOnMode = 'OPENID_CONNECT';
-- an application by identifier
SELECT label, signOnMode FROM okta.apps.applications WHERE id = '{slack}';
-- an application by label
SELECT id, status FROM okta.apps.applications WHERE label = 'Slack';
-- how many of each mode
SELECT signOnMode, count(*) AS n FROM okta.apps.applications GROUP BY signOnMode ORDER BY n DESC, signOnMode;
-- the connection of one application
SELECT status, authScheme FROM okta.apps.connections WHERE appId = '{slack}';
-- the connections of all applications
SELECT appId, status FROM okta.apps.connections;
-- connections with a token
SELECT appId FROM okta.apps.connections WHERE profile->>'authScheme' = 'TOKEN';
-- applications without a connection
SELECT a.label FROM okta.apps.applications a LEFT JOIN okta.apps.connections c ON c.appId = a.id WHERE c.status IS NULL ORDER BY 1;
-- applications with one
SELECT a.label, c.status FROM okta.apps.applications a JOIN okta.apps.connections c ON c.appId = a.id ORDER BY 1;
-- users of an application
SELECT id, scope FROM okta.apps.application_users WHERE appId = '{slack}';
-- one user of an application
SELECT status FROM okta.apps.application_users WHERE appId = '{slack}' AND userId = '{user1}';
-- users per application
SELECT a.label, count(u.id) AS users FROM okta.apps.applications a LEFT JOIN okta.apps.application_users u ON u.appId = a.id GROUP BY 1 ORDER BY 2 DESC, 1;
-- groups of an application
SELECT id, priority FROM okta.apps.group_assignments WHERE appId = '{slack}';
-- names of the groups of every application
SELECT a.label, g.profile->>'name' AS "group" FROM okta.apps.applications a JOIN okta.apps.group_assignments x ON x.appId = a.id JOIN okta.groups.groups g ON g.id = x.id ORDER BY 1, 2;
-- applications created after a date
SELECT label FROM okta.apps.applications WHERE created > '2024-01-15' ORDER BY created;
-- applications that a user sees
SELECT label FROM okta.users.app_links WHERE userId = '{user1}';
-- two modes at once
SELECT label FROM okta.apps.applications WHERE signOnMode IN ('SAML_2_0', 'SAML_1_1') AND status = 'ACTIVE' ORDER BY label;
-- labels in capitals
SELECT upper(label) AS label FROM okta.apps.applications WHERE label LIKE 'P%';
-- features of an application
SELECT name, status FROM okta.apps.features WHERE appId = '{slack}';
-- keys of applications that sign
SELECT appId, count(*) AS n FROM okta.apps.keys WHERE appId IN ('{slack}', '{zoom}') GROUP BY appId ORDER BY appId;
