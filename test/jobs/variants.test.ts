import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine, type InputValue, type Session } from '../../src/index.ts';
import { readDocument } from '../../src/openapi/document.ts';
import { PathShapes } from '../../src/sandbox/generic/path-shape.ts';
import { Router } from '../../src/sandbox/http/router.ts';
import { Random } from '../../src/sandbox/random.ts';
import { sampleValue } from '../../src/sandbox/schema/sample-value.ts';
import { SchemaReader } from '../../src/sandbox/schema/schema-reader.ts';
import { documentJson, startTestOrg, type TestOrg } from '../../src/sandbox/test-org.ts';

// Relations whose rows come in variants: a row of each goes in by INSERT and comes out by SELECT as the API has it.

const reader = new SchemaReader(readDocument(documentJson));
const shapes = new PathShapes(new Router(reader.document), reader);

let org: TestOrg;
let engine: Engine;
let session: Session;

beforeAll(async () => {
  org = await startTestOrg();
  engine = createEngine({ pacing: false, serverUrl: org.sandbox.url, credentials: { token: org.sandbox.token }, environment: {} });
  session = engine.connect({ defaults: { subdomain: 'my-org' } });
});
afterAll(async () => {
  await engine.close();
  await org.sandbox.close();
});

const relations: readonly (readonly [relation: string, path: string])[] = [
  ['okta.apps.applications', '/api/v1/apps'],
  ['okta.policies.policies', '/api/v1/policies'],
  ['okta.authenticators.authenticators', '/api/v1/authenticators'],
  ['okta.zones.network_zones', '/api/v1/zones'],
  ['okta.logstreams.log_streams', '/api/v1/logStreams'],
  ['okta.behaviors.behavior_detection_rules', '/api/v1/behaviors'],
  ['okta.device_assurances.device_assurance_policies', '/api/v1/device-assurances'],
  ['okta.push_providers.push_providers', '/api/v1/push-providers'],
  ['okta.email_servers.email_servers', '/api/v1/email-servers'],
];

const variants = relations.flatMap(([relation, path]) => {
  const schema = shapes.router.operation('POST', path)?.requestBody?.content[0]?.schema;
  if (schema === undefined) throw new Error(`${path} has no body`);
  return reader.subtypes(reader.resolve(schema)).map(([value], variant) => ({ relation, path, value, variant, schema }));
});

describe('a row of each variant', () => {
  test.each(variants.map((each) => [`${each.relation} ${each.value}`, each] as const))(
    '%s',
    async (_name, { relation, path, value, variant, schema }) => {
      const body = Object.entries(
        sampleBody(sampleValue(reader, schema, { random: new Random(5), key: value, variant, direction: 'request' })),
      );
      const columns = body.map(([name]) => name).join(', ');
      const places = body.map((_, index) => `$${index + 1}`).join(', ');
      const parameters = body.map(
        ([, field]): InputValue => (typeof field === 'object' && field !== null ? JSON.stringify(field) : plain(field)),
      );
      const [made] = await session.query<{ id: string }>(`INSERT INTO ${relation} (${columns}) VALUES (${places}) RETURNING id`, {
        parameters,
      });
      const served = await org.one(`${path}/${made?.id ?? ''}`);
      const [row] = await session.query(`SELECT * FROM ${relation} WHERE id = '${made?.id ?? ''}'`);
      for (const [name, field] of Object.entries(served)) expect(row, name).toMatchObject({ [name]: field });
      for (const [name, cell] of Object.entries(row ?? {})) expect(cell, name).toEqual(served[name] ?? null);
    },
  );

  test('every variant of the document is among them', () => {
    expect(variants.length).toBe(52);
  });
});

function sampleBody(value: unknown): Readonly<Record<string, unknown>> {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  return typeof copy === 'object' && copy !== null ? { ...copy } : {};
}

function plain(value: unknown): InputValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
