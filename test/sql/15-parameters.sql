-- the server variable as a column
SELECT subdomain, count(*) AS n FROM okta.apps.applications GROUP BY 1;
-- a parameter comes back as a column
SELECT groupId, id FROM okta.groups.users WHERE groupId = '{legal}' ORDER BY id LIMIT 1;
-- a parent from its identifier under another name
SELECT appId, userId, status FROM okta.apps.application_users WHERE appId = '{slack}' ORDER BY userId LIMIT 2;
-- the search of the API itself
SELECT profile->>'login' AS login FROM okta.users.users WHERE search = 'status eq "LOCKED_OUT"' ORDER BY 1;
-- the filter of the API itself
SELECT profile->>'login' AS login FROM okta.users.users WHERE filter = 'status eq "SUSPENDED"' ORDER BY 1;
-- the API's own search with conditions of SQL
SELECT profile->>'login' AS login FROM okta.users.users WHERE search = 'status eq "LOCKED_OUT"' AND profile->>'city' = 'Lisbon';
-- a required parameter with known values
SELECT type, count(*) AS n FROM okta.policies.policies GROUP BY 1 ORDER BY 1;
-- a required parameter given
SELECT name, priority FROM okta.policies.policies WHERE type = 'PASSWORD' ORDER BY 2;
-- several of them
SELECT type, name FROM okta.policies.policies WHERE type IN ('PASSWORD', 'MFA_ENROLL') ORDER BY 1, 2;
-- parents of parents
SELECT authServerId, policyId, count(*) AS n FROM okta.authorizationservers.rules GROUP BY 1, 2 ORDER BY 1;
-- expand asked for
SELECT id, _embedded IS NOT NULL AS expanded FROM okta.groups.groups WHERE expand = 'stats' ORDER BY id LIMIT 2;
-- an optional parameter not given is NULL
SELECT DISTINCT expand FROM okta.groups.groups;
-- key and parent together
SELECT name FROM okta.policies.policy_rules WHERE policyId IN (SELECT id FROM okta.policies.policies WHERE type = 'PASSWORD') ORDER BY 1;
-- zones of one kind
SELECT name, type, status FROM okta.zones.network_zones WHERE type = 'IP' ORDER BY name;
-- trusted origins that are on
SELECT name, origin FROM okta.trustedorigins.trusted_origins WHERE status = 'ACTIVE' ORDER BY 1;
-- event hooks
SELECT name, status FROM okta.eventhooks.event_hooks ORDER BY 1;
-- log streams by type
SELECT name, type FROM okta.logstreams.log_streams WHERE type = 'aws_eventbridge' ORDER BY 1;
-- identity providers
SELECT name, type, status FROM okta.idps.identity_providers ORDER BY 1;
-- authenticators
SELECT key, status FROM okta.authenticators.authenticators ORDER BY 1, 2;
-- scopes of a server
SELECT s.name FROM okta.authorizationservers.scopes s WHERE s.authServerId = (SELECT id FROM okta.authorizationservers.authorization_servers ORDER BY name LIMIT 1) ORDER BY 1;
-- devices by status
SELECT status, count(*) AS n FROM okta.devices.devices GROUP BY 1 ORDER BY 1;
-- brands and their themes
SELECT b.name, count(t.id) AS themes FROM okta.brands.brands b LEFT JOIN okta.brands.themes t ON t.brandId = b.id GROUP BY 1 ORDER BY 1;
