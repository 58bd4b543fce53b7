import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDocument } from '../openapi/document.ts';
import type { Operation } from '../openapi/operation.ts';
import { answerSchema } from './generic/path-shape.ts';
import { deactivate, liveRequest, operationsInOrder } from './live-request.fixture.ts';
import { checkValue } from './schema/check-value.ts';
import { SchemaReader } from './schema/schema-reader.ts';
import { documentJson, startTestOrg, type TestAnswer, type TestOrg } from './test-org.ts';

const reader = new SchemaReader(readDocument(documentJson));

let org: TestOrg;
beforeAll(async () => {
  org = await startTestOrg({ users: 120, groups: 12 });
});
afterAll(() => org.sandbox.close());

describe('every operation of the document answers as it says', () => {
  const seen: string[] = [];
  test.each(operationsInOrder.map((operation) => [operation.operationId ?? '', operation] as const))('%s', async (id, operation) => {
    const answer = await call(operation);
    seen.push(id);
    expect(faultsOf(operation, answer).join('; ')).toBe('');
  });
  test('none was left out', () => {
    expect(seen.length).toBe(operationsInOrder.length);
    expect(operationsInOrder.length).toBe(732);
  });
});

/** What is wrong with an answer: its status, its body. */
function faultsOf(operation: Operation, answer: TestAnswer): readonly string[] {
  const documented = operation.responses.map((response) => response.status).filter((status) => /^[23]/.test(status));
  if (!documented.includes(String(answer.status))) return [`${answer.status}, not ${documented.join('/')}: ${answer.text.slice(0, 300)}`];
  const schema = answerSchema(operation);
  if (schema === null || answer.status === 204) return [];
  if (answer.body === null) return ['no JSON body'];
  return checkValue(reader, schema, { value: answer.body, direction: 'response' }).map(({ path, message }) => `${path}: ${message}`);
}

async function call(operation: Operation): Promise<TestAnswer> {
  const request = await liveRequest(org, operation);
  const send = (): Promise<TestAnswer> => org.send(`${request.method} ${request.path}`, request.body, request.headers);
  const answer = await send();
  const inUse = operation.method === 'DELETE' && (answer.status === 400 || answer.status === 403);
  if (!inUse) return answer;
  await deactivate(org, request);
  return send();
}
