import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { headerValue } from '../../src/request/http-message.ts';
import { apps, openOktaOrg, type OktaOrg, spotOf } from '../okta-org.fixture.ts';

/** A PNG of one pixel, a line break, a boundary's beginning and a zero byte included. */
const png = Buffer.concat([
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64'),
  Buffer.from('\0\r\n--form-part-boundary-0\r\n', 'latin1'),
]);
const certificate = `-----BEGIN CERTIFICATE-----\n${Buffer.from('a certificate').toString('base64')}\n-----END CERTIFICATE-----\n`;

const folder = mkdtempSync(join(tmpdir(), 'oktaql-files-'));
const at = (name: string): string => join(folder, name);
writeFileSync(at('logo.png'), png);
writeFileSync(at('cert.der'), Buffer.from([0x30, 0x82, 0x00, 0xff]));
writeFileSync(at('cert.pem'), certificate);
writeFileSync(
  at('app.json'),
  '{"label":"From a file","signOnMode":"BOOKMARK","name":"bookmark","settings":{"app":{"url":"https://f.example"}}}',
);
writeFileSync(at('empty'), '');
afterAll(() => rmSync(folder, { recursive: true }));

let org: OktaOrg;
beforeEach(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});

/** Content type and bytes of the last request. */
function lastBody(): { readonly type: string | undefined; readonly bytes: Buffer } {
  const last = org.requests.at(-1);
  return { type: last === undefined ? undefined : headerValue(last.headers, 'content-type'), bytes: Buffer.from(last?.body ?? []) };
}

/** The one part of a form, taken apart without the code that wrote it. */
function onlyPart(): { readonly head: string; readonly content: Buffer } {
  const { type, bytes } = lastBody();
  const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(type ?? '')?.[1] ?? 'none';
  const opening = Buffer.from(`--${boundary}\r\n`);
  const closing = Buffer.from(`\r\n--${boundary}--\r\n`);
  expect(bytes.subarray(0, opening.length)).toEqual(opening);
  expect(bytes.subarray(bytes.length - closing.length)).toEqual(closing);
  const part = bytes.subarray(opening.length, bytes.length - closing.length);
  const end = part.indexOf('\r\n\r\n');
  return { head: part.subarray(0, end).toString(), content: part.subarray(end + 4) };
}

describe('a logo is uploaded', () => {
  const upload = `EXEC okta.apps.applications.upload_application_logo @appId = '${apps.menu}', @file =`;

  test('from a path: name, type and every byte', async () => {
    const [ran] = await org.run(`${upload} '${at('logo.png')}'`);
    expect(ran?.outcome).toMatchObject({ affected: 1, complete: true });
    expect(org.sent()).toEqual([`POST /api/v1/apps/${apps.menu}/logo`]);
    expect(onlyPart()).toEqual({
      head: 'Content-Disposition: form-data; name="file"; filename="logo.png"\r\nContent-Type: image/png',
      content: png,
    });
  });

  test('from bytes that are computed', async () => {
    await org.run(`${upload} from_base64('${png.toString('base64')}')`);
    expect(onlyPart()).toEqual({ head: expect.stringContaining('filename="file.png"\r\nContent-Type: image/png'), content: png });
  });

  test('from a path that is a bind', async () => {
    await org.run(`${upload} :path`, { parameters: { path: at('logo.png') } });
    expect(onlyPart().content).toEqual(png);
  });

  test.each<[value: string, spot: string | undefined, message: RegExp]>([
    [`'${at('none.png')}'`, `'${at('none.png')}'`, /cannot be read: ENOENT/],
    [`'${at('empty')}'`, `'${at('empty')}'`, /is empty/],
    ['5', '5', /bytes are wanted/],
    [`(SELECT '${at('logo.png')}')`, undefined, /takes bytes/],
  ])('not from %s', async (value, spot, message) => {
    const error = await org.fails(`SELECT label FROM okta.apps.applications LIMIT 1; ${upload} ${value}`);
    expect(error).toMatchObject({ code: 'invalid_body', message: expect.stringMatching(message), exitCode: 1 });
    if (spot === undefined) return;
    expect(spotOf(error)).toBe(spot);
    expect(org.sent()).toEqual([]);
  });

  test('nor without the file, which the API could only refuse', async () => {
    const error = await org.fails(`EXEC okta.apps.applications.upload_application_logo @appId = '${apps.menu}'`);
    expect(error).toMatchObject({ code: 'missing_parameter', message: expect.stringContaining('file') });
    expect(org.sent()).toEqual([]);
  });

  test('EXPLAIN reads the file and tells its size, not its contents', async () => {
    const lines = await org.session.explain(`${upload} '${at('logo.png')}'`);
    expect(lines.join('\n')).toContain(`file: logo.png image/png, ${png.length} bytes`);
    expect(org.sent()).toEqual([]);
  });
});

describe('a signing request is made, signed, and its certificate published', () => {
  async function request(): Promise<string> {
    const [ran] = await org.run(
      `EXEC okta.apps.csrs.generate_csr_for_application @appId = '${apps.salesforce}', @subject = '{"commonName": "a.example"}'`,
    );
    expect(ran?.columns).toEqual(['csr']);
    expect(ran?.rows).toEqual([[expect.stringMatching(/^[A-Za-z0-9+/]+=*$/)]]);
    expect(headerValue(org.requests.at(-1)?.headers ?? [], 'accept')).toBe('application/pkcs10, application/json;q=0.5');
    const [[id] = []] = await org.rows(`SELECT id FROM okta.apps.csrs WHERE appId = '${apps.salesforce}'`);
    return String(id);
  }

  test.each<[given: string, type: string, bytes: Buffer]>([
    [`@@file = '${at('cert.der')}'`, 'application/x-x509-ca-cert', Buffer.from([0x30, 0x82, 0x00, 0xff])],
    [`@@file = '${at('cert.pem')}'`, 'application/x-pem-file', Buffer.from(certificate)],
    [`@@body = '${certificate}'`, 'application/x-pem-file', Buffer.from(certificate)],
    [`@@body = unhex('308200FF')`, 'application/x-x509-ca-cert', Buffer.from([0x30, 0x82, 0x00, 0xff])],
  ])('%s', async (given, type, bytes) => {
    const csrId = await request();
    const [ran] = await org.run(
      `EXEC okta.apps.csrs.publish_csr_from_application @appId = '${apps.salesforce}', @csrId = '${csrId}', ${given} RETURNING kid, kty`,
    );
    expect(lastBody()).toEqual({ type, bytes });
    expect(ran?.rows).toEqual([[expect.any(String), expect.any(String)]]);
  });

  test.each<[body: string, code: string]>([
    [`, @@json = '{}'`, 'invalid_body'],
    ['', 'missing_parameter'],
    [`, @@body = ''`, 'invalid_body'],
  ])('refused: %s', async (body, code) => {
    const error = await org.fails(`EXEC okta.apps.csrs.publish_csr_from_application @appId = '${apps.salesforce}', @csrId = 'x'${body}`);
    expect(error.code).toBe(code);
    expect(org.sent()).toEqual([]);
  });
});

test('SHOW METHODS says which bodies are given whole, and which files an upload needs', async () => {
  const show = (service: string, method: string): Promise<readonly (readonly unknown[])[]> =>
    org.rows(`SHOW METHODS IN okta.${service} WHERE MethodName = '${method}'`);
  expect((await show('apps.csrs', 'publish_csr_from_application'))[0]?.[2]).toBe('subdomain, appId, csrId, @@body');
  expect((await show('policies.policies', 'create_policy_simulation'))[0]?.[2]).toBe('subdomain, @@json');
  expect((await show('apps.applications', 'upload_application_logo'))[0]?.[2]).toBe('subdomain, appId, file');
});

test('SAML metadata come as the one text they are', async () => {
  const saml = await org.rows("SELECT id FROM okta.apps.applications WHERE signOnMode = 'SAML_2_0' LIMIT 1");
  const [ran] = await org.run(
    `EXEC okta.apps.applications.preview_samlmetadata_for_application @appId = '${String(saml[0]?.[0])}', @kid = 'key' RETURNING length(metadata) AS size, metadata`,
  );
  expect(ran?.columns).toEqual(['size', 'metadata']);
  const [[size, text] = []] = ran?.rows ?? [];
  expect(text).toMatch(/^<\?xml[\s\S]*EntityDescriptor[\s\S]*>\s*$/);
  expect(size).toBe(String(text).length);
  const last = org.requests.at(-1);
  expect(last === undefined ? '' : headerValue(last.headers, 'accept')).toMatch(/^text\/xml/);
});

describe('other bodies', () => {
  test('a whole JSON body from a file', async () => {
    const [ran] = await org.run(`EXEC okta.apps.applications.create_application @@file = '${at('app.json')}' RETURNING label`);
    expect(ran?.rows).toEqual([['From a file']]);
    expect(lastBody().type).toBe('application/json');
  });

  test('a JSON list at the root', async () => {
    await org.run(
      `EXEC okta.policies.policies.create_policy_simulation @@json = '[{"appInstance": "${apps.menu}", "policyTypes": ["OKTA_SIGN_ON"]}]'`,
    );
    expect(JSON.parse(lastBody().bytes.toString())).toEqual([{ appInstance: apps.menu, policyTypes: ['OKTA_SIGN_ON'] }]);
  });

  test('SET of what is patched makes JSON Patch operations', async () => {
    const [[groupId] = []] = await org.rows("SELECT id FROM okta.groups.groups WHERE type = 'OKTA_GROUP' LIMIT 1");
    await org.run(`INSERT INTO okta.apps.group_assignments (appId, groupId, priority) VALUES ('${apps.menu}', '${String(groupId)}', 1)`);
    expect(org.sent().at(-1)).toBe(`PUT /api/v1/apps/${apps.menu}/groups/${String(groupId)}`);
    const [ran] = await org.run(
      `UPDATE okta.apps.group_assignments SET priority = 3, profile."a/b" = 'c' WHERE appId = '${apps.menu}' AND groupId = '${String(groupId)}' RETURNING priority`,
    );
    expect(JSON.parse(lastBody().bytes.toString())).toEqual([
      { op: 'replace', path: '/priority', value: 3 },
      { op: 'replace', path: '/profile/a~1b', value: 'c' },
    ]);
    expect(ran?.rows).toEqual([[3]]);
  });

  test('a merge patch has its own media type', async () => {
    const [[authenticatorId] = []] = await org.rows("SELECT id FROM okta.authenticators.authenticators WHERE key = 'webauthn'");
    await org.run(
      `UPDATE okta.authenticators.custom_aaguids SET name = 'n' WHERE authenticatorId = '${String(authenticatorId)}' AND aaguid = (SELECT aaguid FROM okta.authenticators.custom_aaguids WHERE authenticatorId = '${String(authenticatorId)}' LIMIT 1)`,
    );
    expect(lastBody()).toEqual({ type: 'application/merge-patch+json', bytes: Buffer.from('{"name":"n"}') });
  });

  test('a security event token goes as it is', async () => {
    await org.run("EXEC okta.security.ssf_security_event_tokens.publish_security_event_tokens @@body = 'eyJ.eyJ.sig'");
    expect(lastBody()).toEqual({ type: 'application/secevent+jwt', bytes: Buffer.from('eyJ.eyJ.sig') });
  });
});
