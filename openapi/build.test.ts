import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../src/openapi/document.ts';
import { operationsOf } from '../src/openapi/operation.ts';
import { buildDocumentText } from './build.ts';
import { isObject, readFacts } from './facts.ts';
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

  test('none is written for a name that the facts do not have', () => {
    const titles = load(readFileSync(join(folder, 'titles.yaml'), 'utf8'));
    const keys = (section: string): readonly string[] => Object.keys(isObject(titles) && isObject(titles[section]) ? titles[section] : {});
    const operationIds = new Set(facts.operations.map((fact) => fact.operation_id));
    const tags = new Set(facts.operations.flatMap((fact) => [fact.service, `${fact.service}.${fact.resource}`]));
    const parameters = new Set(facts.parameters.flatMap((fact) => [fact.name, `${fact.operation_id}.${fact.name}`]));
    const schemas = new Map(facts.schemas.map((fact) => [fact.name, JSON.stringify(fact.schema)]));
    const hasProperty = (key: string): boolean => {
      const [schema = '', property] = key.split('.');
      if (property === undefined) return [...schemas.values()].some((text) => text.includes(`"${schema}":`));
      return schemas.get(schema)?.includes(`"${property}":`) ?? false;
    };
    expect(keys('operations').filter((key) => !operationIds.has(key))).toEqual([]);
    expect(keys('tags').filter((key) => !tags.has(key))).toEqual([]);
    expect(keys('parameters').filter((key) => !parameters.has(key))).toEqual([]);
    expect(keys('schemas').filter((key) => !schemas.has(key))).toEqual([]);
    expect(keys('properties').filter((key) => !hasProperty(key))).toEqual([]);
    expect([...tags].filter((tag) => !keys('tags').includes(tag))).toEqual([]);
  });

  test('every operation has one', () => {
    const untitled = operations.filter((operation) => !/^[A-Z].{4,}$/.test(operation.summary ?? ''));
    expect(untitled.map((operation) => operation.operationId)).toEqual([]);
  });
});
