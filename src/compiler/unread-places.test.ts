import { expect, test } from 'vitest';
import type { SchemaNode } from '../catalog/descriptor.ts';
import { Marks } from './overlay.ts';
import { unreadPlaces } from './unread-places.ts';

const schemas: Readonly<Record<string, SchemaNode>> = {
  Login: { properties: { user: { type: 'string' }, token: { type: 'string' } } },
  Tree: { properties: { pin: { writeOnly: true }, child: { ref: 'Tree' } } },
};
const marks = new Marks<true>('sensitive', new Map([['Login.token', true]]));
const text: SchemaNode = { type: 'string' };

test.each<[SchemaNode, unknown, why: string]>([
  [
    { properties: { a: { writeOnly: true }, b: { format: 'password' }, c: text } },
    [{ path: 'a' }, { path: 'b' }],
    'what the document says',
  ],
  [{ properties: { login: { ref: 'Login' }, token: text } }, [{ path: 'login.token' }], 'what is marked, in the schema it is marked for'],
  [{ properties: { a: { readOnly: true, writeOnly: true } } }, [], 'the server alone sets it'],
  [{ properties: { list: { items: { properties: { a: { writeOnly: true } } } } } }, [{ path: 'list[].a' }], 'in each item of a list'],
  [{ ref: 'Tree' }, [{ path: 'pin' }], 'a schema inside itself is looked at once'],
  [
    {
      properties: { kind: text },
      variants: [{ properties: { a: { writeOnly: true } } }, { properties: { b: text } }],
      discriminator: { property: 'kind', mapping: { x: 0, y: 1, z: 0 } },
    },
    [{ path: 'a', when: [{ path: 'kind', values: ['x', 'z'] }] }],
    'only where the discriminator says so',
  ],
  [{ variants: [{ properties: { a: { writeOnly: true } } }, { properties: { b: text } }] }, [{ path: 'a' }], 'any variant may be meant'],
  [
    {
      properties: { a: { writeOnly: true } },
      variants: [{ properties: { a: { writeOnly: true } } }],
      discriminator: { property: 'k', mapping: { x: 0 } },
    },
    [{ path: 'a' }],
    'what is always there needs no condition',
  ],
])('%j has %j: %s', (schema, places) => {
  expect(unreadPlaces(schema, { lookup: (name) => schemas[name], marks })).toEqual(places);
});
