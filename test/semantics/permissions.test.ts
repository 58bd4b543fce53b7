import { expect, onTestFinished, test } from 'vitest';
import { createEngine, type HttpHeader, type QueryError } from '../../src/index.ts';
import { failureOf, runAll } from '../okta-org.fixture.ts';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: readonly HttpHeader[];
}

/** The error of a statement in an org that answers everything alike, and how many requests it took. */
async function refusal(
  { status, body, headers = [] }: Answer,
  sql: string,
): Promise<{ readonly error: QueryError; readonly sent: number }> {
  let sent = 0;
  const engine = createEngine({
    credentials: { token: 'secret-token' },
    environment: {},
    transport: async ({ url }) => {
      const whoIsThere = url.includes('well-known');
      if (!whoIsThere) sent += 1;
      return {
        status: whoIsThere ? 200 : status,
        headers: [['content-type', 'application/json'], ...headers],
        body: (async function* () {
          yield Buffer.from(JSON.stringify(whoIsThere ? { id: '00o' } : (body ?? {})));
        })(),
      };
    },
  });
  onTestFinished(() => engine.close());
  const error = await failureOf(() => runAll(engine.connect({ defaults: { subdomain: 'my-org' } }), sql));
  return { error, sent };
}

const oktaError = (errorCode: string): { readonly errorCode: string; readonly errorSummary: string } => ({
  errorCode,
  errorSummary: 'No.',
});
const list = 'SELECT id FROM okta.users.users';

test.each<[answer: Answer, why: string]>([
  [{ status: 403, body: oktaError('E0000006') }, 'its own code'],
  [{ status: 403, headers: [['WWW-Authenticate', 'Bearer error="insufficient_scope"']] }, 'a challenge'],
  [{ status: 403, body: { error: 'insufficient_scope', error_description: 'No.' } }, 'an OAuth error'],
])('a refusal of permission is exit 3, with method, scopes and kind of credential: %j, %s', async (answer) => {
  const { error } = await refusal(answer, list);
  expect(error).toMatchObject({
    code: 'permission_denied',
    exitCode: 3,
    message: expect.stringContaining('GET /api/v1/users answered 403'),
    hint: 'list_users needs a role that allows it, and where tokens have scopes, okta.users.read; the credential is of kind apiToken, from options.',
  });
});

test.each([401, 403])('a feature that is off is exit 4, also under %i', async (status) => {
  const { error } = await refusal({ status, body: oktaError('E0000015') }, list);
  expect(error).toMatchObject({ code: 'remote_error', exitCode: 4, hint: expect.stringContaining('switched on') });
});

test('an OAuth-shaped error is read too', async () => {
  const { error } = await refusal({ status: 400, body: { error: 'invalid_request', error_description: 'Nothing to see.' } }, list);
  expect(error).toMatchObject({ exitCode: 4, message: expect.stringContaining('invalid_request: Nothing to see.') });
});

test('an operation that does not take the kind of credential is refused before sending', async () => {
  const { error, sent } = await refusal({ status: 200 }, "SELECT status FROM okta.ssf.ssf_stream_status WHERE stream_id = 'x'");
  expect(error).toMatchObject({ code: 'permission_denied', exitCode: 3, hint: 'It takes oauth2.' });
  expect(error.message).toContain('does not take a credential of kind apiToken: nothing was sent');
  expect(sent).toBe(0);
});
