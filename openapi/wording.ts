/** Third person of the words that operation identifiers begin with; others get an `s`. */
const verbs: Readonly<Record<string, string>> = {
  get: 'Reads',
  list: 'Lists',
  retrieve: 'Reads',
  update: 'Changes',
  upsert: 'Creates or replaces',
  replaces: 'Replaces',
  bulk: 'Does in bulk:',
  opt: 'Opts',
  change: 'Changes',
  publish: 'Publishes',
  refresh: 'Refreshes',
  retry: 'Retries',
  verify: 'Verifies',
  forgot: 'Starts recovery of a forgotten',
};

/** Words that are written in a way of their own. */
const spellings: Readonly<Record<string, string>> = {
  aaguid: 'AAGUID',
  aaguids: 'AAGUIDs',
  api: 'API',
  app: 'application',
  apps: 'applications',
  auth: 'authentication',
  captcha: 'CAPTCHA',
  captchas: 'CAPTCHAs',
  cors: 'CORS',
  csr: 'CSR',
  csrs: 'CSRs',
  dkim: 'DKIM',
  dns: 'DNS',
  dr: 'disaster recovery',
  fcm: 'FCM',
  google: 'Google',
  href: 'link',
  html: 'HTML',
  http: 'HTTP',
  id: 'identifier',
  ids: 'identifiers',
  idp: 'identity provider',
  idps: 'identity providers',
  ip: 'IP',
  json: 'JSON',
  jwk: 'JSON web key',
  jwks: 'JSON web keys',
  jwt: 'JWT',
  kid: 'key identifier',
  ldap: 'LDAP',
  mfa: 'MFA',
  oauth: 'OAuth',
  oauth2: 'OAuth 2.0',
  oidc: 'OpenID Connect',
  okta: 'Okta',
  org: 'organization',
  orgs: 'organizations',
  os: 'operating system',
  otp: 'OTP',
  pin: 'PIN',
  rp: 'relying party',
  saml: 'SAML',
  scim: 'SCIM',
  optin: 'opt-in',
  optout: 'opt-out',
  signin: 'sign-in',
  signout: 'sign-out',
  sms: 'SMS',
  smtp: 'SMTP',
  ssf: 'shared-signals',
  sso: 'single sign-on',
  tac: 'temporary access code',
  totp: 'TOTP',
  ttl: 'time to live',
  ui: 'UI',
  uri: 'URI',
  uris: 'URIs',
  url: 'URL',
  urls: 'URLs',
  uuid: 'UUID',
  vpn: 'VPN',
  webauthn: 'WebAuthn',
  xml: 'XML',
  yubikey: 'YubiKey',
};

const prepositions = new Set(['for', 'to', 'from', 'by', 'of', 'in', 'with', 'as', 'and', 'on', 'at', 'out']);
const definite = new Set(['default', 'current', 'all', 'whole', 'Okta']);

/** Splits `getOAuth2ClientJWKs`, `last_updated`, `api-token` into words, each spelt the way prose spells it. */
function words(name: string): readonly string[] {
  const parts = name.match(
    /[Ss]ign(?:In|Out)(?![a-z])|[Oo]pt(?:In|Out)(?![a-z])|OAuth2?|OpenId|WebAuthn|AAGUIDs?|JWKS?|CSRs?|URIs?|SAML|[A-Z]{2,}(?![a-z])|[A-Z]?[a-z0-9]+|[A-Z]+|\d+/g,
  ) ?? [name];
  return parts.map((part) => spellings[part.toLowerCase()] ?? part.toLowerCase());
}

/** Prose for a name: `baseUrl` → `Base URL`. */
export function phrase(name: string): string {
  return capital(words(name).join(' '));
}

/** One sentence, without its stop, for what an operation does: `listApplicationKeys` → `Lists application keys`. */
export function operationSummary(operationId: string): string {
  const [first = '', ...rest] = words(operationId);
  const verb = verbs[first] ?? capital(thirdPerson(first));
  return [verb, ...nounPhrases(rest, first)].join(' ');
}

/** Cuts at prepositions and gives each piece its article. */
function nounPhrases(rest: readonly string[], verb: string): readonly string[] {
  const pieces: string[][] = [[]];
  for (const word of rest) {
    if (prepositions.has(word)) pieces.push([word], []);
    else pieces.at(-1)?.push(word);
  }
  return pieces
    .filter((piece) => piece.length > 0)
    .flatMap((piece, index) => (prepositions.has(piece[0] ?? '') ? piece : [...article(piece, index > 0 || verb === 'list'), ...piece]));
}

/** Plurals stand bare where they are listed or follow a preposition, and are definite elsewhere. */
function article(piece: readonly string[], bare: boolean): readonly string[] {
  const head = piece[0] ?? '';
  const last = piece.at(-1) ?? '';
  if (head === 'all') return [];
  if (isPlural(last)) return bare ? [] : ['the'];
  if (definite.has(head)) return ['the'];
  return [/^(?:[aeio]|u(?!ser|ni|ri)|MFA|HTTP|HTML|SAML|SMS|SSO|SMTP|FCM|XML)/i.test(head) && !/^(?:one)/.test(head) ? 'an' : 'a'];
}

function isPlural(word: string): boolean {
  return /[^su]s$/.test(word) && word !== 'status';
}

function thirdPerson(verb: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(verb)) return `${verb}es`;
  return `${verb}s`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
