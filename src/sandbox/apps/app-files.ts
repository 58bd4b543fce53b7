import { type Answer, type Behaviours, type Call, param, textQuery } from '../call.ts';
import { type JsonObject, textAt } from '../json.ts';
import { invalid, notFound } from '../okta-error.ts';
import type { Collection } from '../store/collection.ts';
import { applicationOf, applicationsOf } from './applications.ts';

/** What applications have that is no plain JSON: SAML metadata, signing requests, keys made by the server. */
export const appFiles: Behaviours = {
  previewSAMLmetadataForApplication,
  generateCsrForApplication: (call) => createCsr(call, csrsOf(call, 'apps', 'appId')),
  getCsrForApplication: (call) => readCsr(call, csrsOf(call, 'apps', 'appId'), 'csrId'),
  publishCsrFromApplication: (call) =>
    publishCsr(call, { csrs: csrsOf(call, 'apps', 'appId'), id: 'csrId', keys: keysOf(call, 'apps', 'appId') }),
  generateCsrForIdentityProvider: (call) => createCsr(call, csrsOf(call, 'idps', 'idpId')),
  getCsrForIdentityProvider: (call) => readCsr(call, csrsOf(call, 'idps', 'idpId'), 'idpCsrId'),
  publishCsrForIdentityProvider: (call) =>
    publishCsr(call, { csrs: csrsOf(call, 'idps', 'idpId'), id: 'idpCsrId', keys: keysOf(call, 'idps', 'idpId') }),
  generateApplicationKey: (call) => addKey(call, keysOf(call, 'apps', 'appId')),
  generateIdentityProviderSigningKey: (call) => addKey(call, keysOf(call, 'idps', 'idpId')),
  cloneApplicationKey,
  cloneIdentityProviderKey,
};

function csrsOf(call: Call, kind: 'apps' | 'idps', owner: string): Collection {
  return call.org.collection(`/api/v1/${kind}/{}/credentials/csrs`, [param(call, owner)]);
}

function keysOf(call: Call, kind: 'apps' | 'idps', owner: string): Collection {
  return call.org.collection(`/api/v1/${kind}/{}/credentials/keys`, [param(call, owner)]);
}

function previewSAMLmetadataForApplication(call: Call): Answer {
  const app = applicationOf(call);
  if (!String(app['signOnMode']).startsWith('SAML')) throw invalid(`appId: the application '${app.id}' does not use SAML`);
  const entity = `${call.origin}/${app.id}`;
  const kid = textQuery(call, 'kid') ?? '';
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor entityID="${entity}" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">`,
    '  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    '    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>',
    `      <ds:X509Certificate>${call.org.random.text(64, 'certificate', app.id, kid)}</ds:X509Certificate>`,
    '    </ds:X509Data></ds:KeyInfo></md:KeyDescriptor>',
    `    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${entity}/sso/saml"/>`,
    '  </md:IDPSSODescriptor>',
    '</md:EntityDescriptor>',
    '',
  ].join('\n');
  return { text, mediaType: 'text/xml' };
}

/** Callers who accept PKCS#10 get the request itself, in DER as base 64; others get it inside JSON. */
function createCsr(call: Call, csrs: Collection): Answer {
  const id = call.org.newId('csr');
  const csr: JsonObject = {
    id,
    created: call.org.clock.tick(),
    csr: Buffer.from(call.org.random.text(96, 'csr', id)).toString('base64'),
    kty: 'RSA',
  };
  csrs.put(id, csr);
  return csrAnswer(call, csr);
}

function readCsr(call: Call, csrs: Collection, parameter: string): Answer {
  const csr = csrs.get(param(call, parameter));
  if (csr === undefined) throw notFound(param(call, parameter), 'CSR');
  return csrAnswer(call, csr);
}

function csrAnswer(call: Call, csr: JsonObject): Answer {
  if (call.headers['accept']?.includes('application/pkcs10') === true)
    return { text: textAt(csr, 'csr') ?? '', mediaType: 'application/pkcs10' };
  // The document has the bare text as JSON where an application's request is made.
  if (call.operation.operationId === 'generateCsrForApplication') return { body: textAt(csr, 'csr') ?? '' };
  const path = call.path.endsWith(textAt(csr, 'id') ?? '') ? call.path : `${call.path}/${textAt(csr, 'id') ?? ''}`;
  const publish = { href: `${call.origin}${path}/lifecycle/publish`, hints: { allow: ['POST'] } };
  return { body: { ...csr, _links: { self: { href: `${call.origin}${path}`, hints: { allow: ['GET', 'DELETE'] } }, publish } } };
}

/** Publishing takes the signed certificate, turns the request into a key and ends it. */
function publishCsr(call: Call, what: { readonly csrs: Collection; readonly id: string; readonly keys: Collection }): Answer {
  const id = param(call, what.id);
  if (!what.csrs.has(id)) throw notFound(id, 'CSR');
  if (call.bytes.length === 0) throw invalid('body: a certificate is required');
  what.csrs.remove(id);
  return addKey(call, what.keys);
}

function addKey(call: Call, keys: Collection): Answer {
  const kid = call.org.random.text(43, 'kid', call.org.newId('kid'));
  const years = call.query['validityYears'];
  const now = call.org.clock.tick();
  const expiresAt = new Date(Date.parse(now) + (typeof years === 'number' ? years : 10) * 31_536_000_000).toISOString();
  const key: JsonObject = {
    kid,
    kty: 'RSA',
    use: 'sig',
    e: 'AQAB',
    n: call.org.random.text(342, 'key', kid),
    created: now,
    lastUpdated: now,
    expiresAt,
    x5c: [call.org.random.text(64, 'x5c', kid)],
    'x5t#S256': call.org.random.text(43, 'x5t', kid),
  };
  keys.put(kid, key);
  return { body: key };
}

function cloneApplicationKey(call: Call): Answer {
  const target = textQuery(call, 'targetAid') ?? '';
  if (!applicationsOf(call).has(target)) throw notFound(target, 'AppInstance');
  return copyKey(
    call,
    keysOf(call, 'apps', 'appId').get(param(call, 'keyId')),
    call.org.collection('/api/v1/apps/{}/credentials/keys', [target]),
  );
}

function cloneIdentityProviderKey(call: Call): Answer {
  const target = textQuery(call, 'targetIdpId') ?? '';
  if (!call.org.collection('/api/v1/idps').has(target)) throw notFound(target, 'IdentityProvider');
  return copyKey(
    call,
    keysOf(call, 'idps', 'idpId').get(param(call, 'kid')),
    call.org.collection('/api/v1/idps/{}/credentials/keys', [target]),
  );
}

function copyKey(call: Call, key: JsonObject | undefined, target: Collection): Answer {
  if (key === undefined) throw notFound(param(call, 'keyId') || param(call, 'kid'), 'JsonWebKey');
  target.put(textAt(key, 'kid') ?? '', key);
  return { body: key };
}
