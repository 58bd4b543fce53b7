-- constants
SELECT 1 AS one, 'two' AS two, NULL AS three, TRUE AS four, 1.5 AS five;
-- VALUES alone
VALUES (1, 'a'), (2, 'b');
-- a series
SELECT range AS i FROM range(3);
-- the catalog's services
SELECT count(*) AS n FROM oktaql.catalog.services;
-- the catalog's resources of a service
SELECT name FROM oktaql.catalog.resources WHERE service = 'groups' ORDER BY 1;
-- methods by verb
SELECT verb, count(*) AS n FROM oktaql.catalog.methods GROUP BY 1 ORDER BY 1;
-- columns of a relation
SELECT name FROM oktaql.catalog.columns WHERE service = 'groups' AND resource = 'groups' ORDER BY 1;
-- columns that hold secrets
SELECT service, resource, name FROM oktaql.catalog.columns WHERE sensitive ORDER BY ALL LIMIT 5;
-- parents of a method
SELECT name, location FROM oktaql.catalog.parameters WHERE service = 'apps' AND resource = 'connections' AND method = 'get_default_provisioning_connection_for_application' ORDER BY 1;
-- FROM first
FROM (VALUES (1), (2)) t(a) ORDER BY a;
