import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { QueryError } from '../errors/query-error.ts';
import { acme } from '../http/acme.fixture.ts';
import { type CredentialSources, findCredential, noCredentials } from './find-credential.ts';
import { findServer, noServer } from './find-server.ts';

const yaml = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
const homeFile = '/home/ada/.acme/acme.yaml';

interface Setup extends Partial<CredentialSources> {
  readonly files?: Readonly<Record<string, string>>;
}

function sources({ files = {}, ...more }: Setup = {}): CredentialSources {
  return { provider: acme, environment: {}, home: '/home/ada', readFile: async (path) => files[path] ?? null, ...more };
}

const fileWithBoth = yaml(['acme:', '  client:', '    url: https://file-org.acme.com', '    token: file-token']);
const fileWithToken = yaml(['acme:', '  client:', '    token: " file-token "']);

describe('findCredential', () => {
  test.each<[setup: Setup, token: string, origin: string | null, source: string, why: string]>([
    [{ explicit: { token: ' given ' }, environment: { ACME_TOKEN: 'env' } }, 'given', null, 'options', 'one given outright wins'],
    [
      { explicit: { token: 'given' }, environment: { ACME_URL: 'https://env-org.acme.com' } },
      'given',
      null,
      'options',
      'and has no home of its own',
    ],
    [
      { explicit: { token: 'given' }, serverUrl: 'http://127.0.0.1:9' },
      'given',
      'http://127.0.0.1:9',
      'options',
      'bound to the server URL',
    ],
    [{ environment: { ACME_TOKEN: 'env\n' } }, 'env', null, 'environment variable ACME_TOKEN', 'a bare token'],
    [
      { environment: { ACME_CLIENT_TOKEN: 'two', ACME_TOKEN: '' } },
      'two',
      null,
      'environment variable ACME_CLIENT_TOKEN',
      'an empty variable is none',
    ],
    [
      { environment: { ACME_CLIENT_TOKEN: 'two', ACME_TOKEN: 'one' } },
      'one',
      null,
      'environment variable ACME_TOKEN',
      'the order is the provider’s',
    ],
    [
      { environment: { ACME_TOKEN: 'env', ACME_URL: 'https://env-org.acme.com/' } },
      'env',
      'https://env-org.acme.com',
      'environment variable ACME_TOKEN',
      'bound to the organization beside it',
    ],
    [
      { environment: { ACME_TOKEN: 'env', ACME_URL: 'id.example.com' } },
      'env',
      'https://id.example.com',
      'environment variable ACME_TOKEN',
      'that may be a host of one’s own',
    ],
    [
      { environment: { ACME_TOKEN: 'env', ACME_URL: 'https://env-org.acme.com' }, serverUrl: 'https://gate.example' },
      'env',
      'https://gate.example',
      'environment variable ACME_TOKEN',
      'the server URL wins',
    ],
    [{ files: { [homeFile]: fileWithBoth } }, 'file-token', 'https://file-org.acme.com', '~/.acme/acme.yaml', 'a file with both'],
    [{ files: { [homeFile]: fileWithToken } }, 'file-token', null, '~/.acme/acme.yaml', 'a file with a token'],
    [
      { files: { [homeFile]: fileWithToken }, environment: { ACME_URL: 'https://env-org.acme.com' } },
      'file-token',
      null,
      '~/.acme/acme.yaml',
      'an organization of another source binds nothing',
    ],
    [
      { files: { [homeFile]: yaml(['acme: {}']), '/etc/acme.yaml': yaml(['token: 12345']) } },
      '12345',
      null,
      '/etc/acme.yaml',
      'the next file',
    ],
    [
      { files: { [homeFile]: '', '/etc/acme.yaml': yaml(['- token']) }, environment: { ACME_TOKEN: 'env' } },
      'env',
      null,
      'environment variable ACME_TOKEN',
      'the environment before files',
    ],
  ])('%o: %s, %s, %s: %s', async (setup, token, origin, source) => {
    expect(await findCredential(sources(setup))).toEqual({ credential: { scheme: 'apiToken', token, origin, source } });
  });

  test('no file is read when the environment has it', async () => {
    const readFile = (): Promise<string | null> => Promise.reject(new Error('read'));
    expect(await findCredential(sources({ environment: { ACME_TOKEN: 'env' }, readFile }))).toHaveProperty('credential');
  });

  test('the places looked at, in order', async () => {
    const found = await findCredential(sources());
    if (!('placesLookedAt' in found)) throw new Error('found one');
    const error = noCredentials(acme, found);
    expect([error.code, error.exitCode]).toEqual(['no_credentials', 3]);
    expect(error.message).toBe(
      'no credential for Acme; looked at environment variable ACME_TOKEN, environment variable ACME_CLIENT_TOKEN, ~/.acme/acme.yaml, /etc/acme.yaml',
    );
    expect(error.hint).toContain('--sandbox');
  });

  test.each<[setup: Setup, code: string, message: string, why: string]>([
    [
      { environment: { ACME_TOKEN: '{apiToken}' } },
      'no_credentials',
      'environment variable ACME_TOKEN holds a placeholder',
      'a placeholder',
    ],
    [{ environment: { ACME_TOKEN: '<s3cret>' } }, 'no_credentials', 'holds a placeholder', 'another'],
    [{ environment: { ACME_TOKEN: 's3cret two' } }, 'no_credentials', 'holds no usable token', 'two words'],
    [{ environment: { ACME_TOKEN: 's3cret\r\nx: y' } }, 'no_credentials', 'holds no usable token', 'a line break'],
    [{ explicit: { token: '' } }, 'no_credentials', 'options holds no usable token', 'nothing, given outright'],
    [
      { environment: { ACME_TOKEN: 's3cret', ACME_URL: 'https://{yourDomain}' } },
      'usage',
      'environment variable ACME_URL holds a placeholder',
      'a placeholder for the organization',
    ],
    [
      { environment: { ACME_TOKEN: 's3cret', ACME_URL: 'http://my-org.acme.com' } },
      'usage',
      'environment variable ACME_URL: server URL',
      'plain http',
    ],
    [{ files: { [homeFile]: 'token: [s3cret' } }, 'usage', '~/.acme/acme.yaml is not valid YAML', 'a broken file'],
  ])('%o is %s "%s": %s', async (setup, code, message) => {
    const error: unknown = await findCredential(sources(setup)).catch((reason: unknown) => reason);
    if (!QueryError.is(error)) throw error;
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(inspect(error)).not.toContain('s3cret');
  });
});

describe('findServer', () => {
  test.each<[setup: Setup, origin: string, value: string, source: string, why: string]>([
    [
      { environment: { ACME_URL: 'https://my-org.acme.com' } },
      'https://my-org.acme.com',
      'my-org',
      'environment variable ACME_URL',
      'a URL',
    ],
    [
      { environment: { ACME_URL: 'https://my-org.acme.com//' } },
      'https://my-org.acme.com',
      'my-org',
      'environment variable ACME_URL',
      'with slashes',
    ],
    [{ environment: { ACME_URL: 'my-org' } }, 'https://my-org.acme.com', 'my-org', 'environment variable ACME_URL', 'a label'],
    [
      { environment: { ACME_URL: 'id.example.com' } },
      'https://id.example.com',
      'id.example.com',
      'environment variable ACME_URL',
      'a host',
    ],
    [
      { environment: { ACME_URL: 'http://127.0.0.1:8080' } },
      'http://127.0.0.1:8080',
      '127.0.0.1',
      'environment variable ACME_URL',
      'loopback',
    ],
    [{ files: { [homeFile]: fileWithBoth } }, 'https://file-org.acme.com', 'file-org', '~/.acme/acme.yaml', 'a file'],
    [
      { files: { [homeFile]: fileWithBoth }, environment: { ACME_URL: 'my-org' } },
      'https://my-org.acme.com',
      'my-org',
      'environment variable ACME_URL',
      'the environment first',
    ],
  ])('%o: %s, %s, %s: %s', async (setup, origin, value, source) => {
    expect(await findServer(sources(setup))).toEqual({ origin, value, source });
  });

  test.each<[value: string, message: string]>([
    ['https://{yourDomain}', 'holds a placeholder'],
    ['https://my-org.acme.com/api', 'has a path'],
    ['https://user:pw@my-org.acme.com', 'has a user name or password'],
    ['https://127.0.0.2.3.4', 'is not a URL'],
    ['https://10.0.0.1', 'is an address'],
    ['..', 'is not a host name'],
  ])('%s is refused, and the source named', async (value, message) => {
    const work = findServer(sources({ environment: { ACME_URL: value } }));
    await expect(work).rejects.toMatchObject({
      code: 'usage',
      exitCode: 2,
      message: expect.stringMatching(/^environment variable ACME_URL/),
    });
    await expect(work).rejects.toThrow(message);
  });

  const strict = {
    ...acme,
    server: {
      ...acme.server,
      corrections: [
        { pattern: 'your-org(?:\\..*)?', message: 'a placeholder', replacement: null },
        { pattern: '([a-z0-9-]+?)-admin(?:\\.acme\\.com)?', message: 'the console', replacement: '$1' },
      ],
    },
  };
  test.each<[value: string, hint: string, why: string]>([
    ['https://my-org-admin.acme.com/admin/dashboard', 'Use https://my-org.acme.com.', 'wrong in host and path'],
    ['https://my-org-admin.acme.com', 'Use https://my-org.acme.com.', 'wrong in the host'],
    ['http://my-org-admin.acme.com', 'Use https://my-org.acme.com.', 'wrong in the scheme as well'],
    ['my-org-admin', 'Use https://my-org.acme.com.', 'wrong in the label'],
    ['https://my-org.acme.com/admin', 'Use https://my-org.acme.com.', 'wrong in the path alone'],
    ['https://your-org.acme.com', 'Give the URL of your organization, such as https://my-org.acme.com.', 'nothing to go by'],
  ])('%s: %s %s', async (value, hint) => {
    const work = findServer(sources({ provider: strict, environment: { ACME_URL: value } }));
    await expect(work).rejects.toMatchObject({ code: 'usage', exitCode: 2, hint });
  });

  test('none', async () => {
    const found = await findServer(sources());
    if (!('placesLookedAt' in found)) throw new Error('found one');
    const error = noServer(acme.server, found);
    expect(error).toMatchObject({ code: 'no_server', exitCode: 3, hint: expect.stringContaining('--sandbox') });
    expect(error.message).toBe(
      'no org is given, neither in the statement nor in environment variable ACME_URL, ~/.acme/acme.yaml, /etc/acme.yaml',
    );
  });
});
