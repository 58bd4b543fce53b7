import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../src/openapi/document.ts';
import { operationsOf } from '../src/openapi/operation.ts';
import { buildDocumentText } from './build.ts';
import { readFacts } from './facts.ts';
import { operationSummary, phrase } from './wording.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const committed = readFileSync(join(folder, 'okta.json'), 'utf8');
const facts = readFacts(join(folder, 'facts'));
const operations = operationsOf(readDocument(committed));

test('the committed document is what facts and titles make', () => {
  expect(committed === buildDocumentText()).toBe(true);
});

describe('the document holds the facts', () => {
  test('every operation with its method and path', () => {
    const expected = facts.operations.map((fact) => `${fact.operation_id} ${fact.http_method} ${fact.path}`).sort();
    expect(operations.map((operation) => `${operation.operationId} ${operation.method} ${operation.path}`).sort()).toEqual(expected);
  });

  test('every parameter, those of path items once for all operations of the path', () => {
    const expected = facts.parameters.map((fact) => `${fact.operation_id} ${fact.in} ${fact.name}`).sort();
    const found = operations.flatMap((operation) =>
      operation.parameters.map((parameter) => `${operation.operationId} ${parameter.in} ${parameter.name}`),
    );
    expect(found.sort()).toEqual(expected);
    expect(committed).toContain('"/api/v1/apps/{appId}": {\n      "parameters":');
  });

  test('every template of a path has a required parameter', () => {
    for (const operation of operations) {
      const templates = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name).sort();
      const described = operation.parameters.filter((parameter) => parameter.in === 'path' && parameter.required).map(({ name }) => name);
      expect(described.sort()).toEqual(templates);
    }
  });

  test('no format, default or limit is prose', () => {
    expect(/"format":"[^"]* [^"]*"/.exec(committed)?.[0]).toBeUndefined();
  });
});

describe('titles', () => {
  const summaries: readonly (readonly [string, string, string])[] = [
    ['listApplicationKeys', 'Lists application keys', 'lists take no article'],
    ['getOAuth2ClientSecret', 'Reads an OAuth 2.0 client secret', 'OAuth2 is one word'],
    ['deleteGroupRule', 'Deletes a group rule', 'one of many'],
    ['replaceUserClassification', 'Replaces a user classification', 'a before the sound of y'],
    ['getAgentPoolsUpdateSettings', 'Reads the agent pools update settings', 'plurals are definite'],
  ];
  test.each(summaries)('%s: %s (%s)', (operationId, expected) => {
    expect(operationSummary(operationId)).toBe(expected);
  });

  test('names become phrases', () => {
    expect(['baseUrl', 'client_id', 'api-token'].map(phrase)).toEqual(['Base URL', 'Client identifier', 'API token']);
  });

  test('every operation and every tag has one', () => {
    const untitled = operations.filter((operation) => !/^[A-Z].{4,}$/.test(operation.summary ?? ''));
    expect(untitled.map((operation) => operation.operationId)).toEqual([]);
  });
});
