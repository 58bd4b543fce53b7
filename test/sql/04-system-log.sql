-- events by type
SELECT eventType, count(*) AS n FROM okta.logs.system_log_events GROUP BY eventType ORDER BY eventType;
-- events of the last day
SELECT eventType, published FROM okta.logs.system_log_events WHERE published > now() - INTERVAL 1 DAY;
-- events of one type since a day ago
SELECT uuid FROM okta.logs.system_log_events WHERE eventType = 'user.session.start' AND published > now() - INTERVAL 1 DAY;
-- failed sign-ins by actor
SELECT actor->>'alternateId' AS actor, count(*) AS n FROM okta.logs.system_log_events WHERE published > now() - INTERVAL 7 DAY AND eventType = 'user.session.start' AND outcome->>'result' = 'FAILURE' GROUP BY 1 ORDER BY 2 DESC, 1;
-- failures of any type by reason
SELECT outcome->>'reason' AS reason, count(*) AS n FROM okta.logs.system_log_events WHERE outcome->>'result' = 'FAILURE' GROUP BY 1 ORDER BY 1;
-- all types but one
SELECT count(*) AS n FROM okta.logs.system_log_events WHERE eventType <> 'user.session.start';
-- between two days
SELECT count(*) AS n FROM okta.logs.system_log_events WHERE published >= '2026-06-01' AND published < '2026-06-08';
-- BETWEEN two instants
SELECT count(*) AS n FROM okta.logs.system_log_events WHERE published BETWEEN '2026-06-01T00:00:00Z' AND '2026-06-02T00:00:00Z';
-- an empty stretch of time
SELECT count(*) AS n FROM okta.logs.system_log_events WHERE published > '2026-06-05' AND published < '2026-06-04';
-- before the first event kept
SELECT count(*) AS n FROM okta.logs.system_log_events WHERE published < '2020-01-01';
-- the parameters by name
SELECT count(*) AS n FROM okta.logs.system_log_events WHERE since = '2026-06-10T00:00:00Z' AND until = '2026-06-12T00:00:00Z';
-- the last five events
SELECT eventType, published FROM okta.logs.system_log_events ORDER BY published DESC LIMIT 5;
-- the first five events of a week
SELECT eventType, published FROM okta.logs.system_log_events WHERE published >= '2026-06-01' ORDER BY published LIMIT 5;
-- by day
SELECT date_trunc('day', published) AS day, count(*) AS n FROM okta.logs.system_log_events WHERE published >= '2026-06-10' GROUP BY 1 ORDER BY 1;
-- by severity
SELECT severity, count(*) AS n FROM okta.logs.system_log_events GROUP BY severity ORDER BY severity;
-- the types of one actor
SELECT eventType, count(*) AS n FROM okta.logs.system_log_events WHERE actor->>'id' = '{user1}' GROUP BY 1 ORDER BY 1;
-- where people sign in from
SELECT client->>'ipAddress' AS address, count(*) AS n FROM okta.logs.system_log_events WHERE eventType = 'user.session.start' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5;
-- types that begin alike
SELECT DISTINCT eventType FROM okta.logs.system_log_events WHERE eventType LIKE 'user.session.%' ORDER BY 1;
-- the hour of the day
SELECT hour(published) AS hour, count(*) AS n FROM okta.logs.system_log_events WHERE published >= '2026-06-08' GROUP BY 1 ORDER BY 1;
-- targets of events
SELECT t.value->>'type' AS type, count(*) AS n FROM okta.logs.system_log_events e, json_each(e.target) t WHERE e.published > now() - INTERVAL 14 DAY GROUP BY 1 ORDER BY 1;
