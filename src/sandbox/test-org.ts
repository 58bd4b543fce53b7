import { readFileSync } from 'node:fs';
import { type JsonObject, isList, isObject } from './json.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
import { readJson } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';

/** The committed OpenAPI document, parsed once for all tests of a file. */
export const documentJson: unknown = JSON.parse(readFileSync(new URL('../../openapi/okta.json', import.meta.url), 'utf8'));

/** Token of the orgs that tests start. */
export const testToken = 'sandbox-test-token';

/** What a test wants to know of an answer. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; null when there is none. */
  readonly body: JsonValue;
  readonly text: string;
}

/** A sandbox and the calls tests make to it. */
export interface TestOrg extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** Sends `METHOD path` with the right token; an object or list as body is sent as JSON, a text as it is. */
  send(request: string, body?: JsonValue, headers?: Readonly<Record<string, string>>): Promise<TestAnswer>;
  /** GET that has to succeed, as an object. */
  one(path: string): Promise<JsonObject>;
  /** GET that has to succeed, as a list of objects. */
  list(path: string): Promise<readonly JsonObject[]>;
}

/** Starts a sandbox on the committed document. */
export async function startTestOrg(options: SandboxOptions = {}): Promise<TestOrg> {
  const sandbox = await startSandbox({ document: documentJson, token: testToken, ...options });
  const send: TestOrg['send'] = (request, body, headers = {}) => sendTo(sandbox, { request, body, headers });
  const read = async (path: string): Promise<JsonValue> => {
    const answer = await send(`GET ${path}`);
    if (answer.status !== 200) throw new Error(`GET ${path} gave ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  return {
    sandbox,
    send,
    one: async (path) => {
      const body = await read(path);
      return isObject(body) ? body : {};
    },
    list: async (path) => {
      const body = await read(path);
      return isList(body) ? body.filter(isObject) : [];
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

async function sendTo(
  sandbox: Sandbox,
  request: {
    readonly request: string;
    readonly body: JsonValue | undefined;
    readonly headers: Readonly<Record<string, string>>;
  },
): Promise<TestAnswer> {
  const { body } = request;
  const [method = '', path = ''] = request.request.split(' ');
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `SSWS ${sandbox.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, text, body: json && text !== '' ? parsed(text) : null };
}

function parsed(text: string): JsonValue {
  const value = readJson(text);
  if (value === undefined) throw new Error(`the sandbox answered what is no JSON: ${text}`);
  return value;
}
