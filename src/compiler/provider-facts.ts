import type { AuthenticationScheme, ErrorFormat, ServerDescriptor } from '../catalog/descriptor.ts';
import type { OpenApiDocument, ServerObject } from '../openapi/document.ts';
import { type JsonNode, membersAt, nodeOf, objectAt, stringAt } from '../openapi/json-node.ts';
import { firstSentence } from './flat-schema.ts';
import { snakeCase } from './naming.ts';

/** Guesses the parts of a provider that the document tells, for what an overlay leaves out. */
export interface GuessedProvider {
  readonly name: string;
  readonly title: string;
  readonly server: ServerDescriptor;
  readonly authentication: readonly AuthenticationScheme[];
  readonly errors: ErrorFormat;
  /** Path that stands before every operation's own, without a slash at its end. */
  readonly basePath: string;
}

/** Reads name, server, authentication and base path out of a document. */
export function guessProvider(document: OpenApiDocument, name: string | undefined): GuessedProvider {
  const [server] = document.servers;
  const found = name ?? nameFromTitle(document.title);
  return {
    name: found,
    title: document.title === '' ? found : document.title,
    server: guessServer(server),
    authentication: guessSchemes(document, found),
    errors: {
      codePath: 'code',
      messagePath: 'message',
      idPath: null,
      causesPath: null,
      requestIdHeader: 'x-request-id',
      meanings: { authentication: [], permission: [], notFound: [], rateLimit: [], featureOff: [] },
    },
    basePath: server === undefined ? '' : splitUrl(server).path,
  };
}

/** Words of a title that say nothing about whose API it is. */
function nameFromTitle(title: string): string {
  const words = title
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => !/^(?:api|rest|the|v?\d*|openapi|swagger|specification|spec|management)$/i.test(word));
  const name = snakeCase((words.slice(0, 2).join('_') || title).replaceAll(/[^A-Za-z0-9]+/g, '_'));
  return /^[a-z_]/.test(name) ? name : 'api';
}

/** A template in the host is the server variable; a fixed host is given whole, as an address of one's own would be. */
function guessServer(server: ServerObject | undefined): ServerDescriptor {
  const base = { corrections: [], probePath: null };
  if (server === undefined) return { ...base, variable: 'server', title: 'Host name of the server', labelHost: null, trustedHosts: [] };
  const { host } = splitUrl(server);
  const name = /\{([^}]+)\}/.exec(host)?.[1];
  if (name === undefined) {
    return { ...base, variable: 'server', title: 'Host name of the server', labelHost: null, trustedHosts: hostPatterns(host) };
  }
  const labelHost = host.replace(`{${name}}`, '{value}').toLowerCase();
  const variable = server.variables.find((candidate) => candidate.name === name);
  const isLabel = /^\{value\}(?:\.[a-z0-9-]+)+$/.test(labelHost);
  return {
    ...base,
    variable: name,
    title: firstSentence(variable?.description) ?? 'Label or host name of the server',
    labelHost: isLabel ? labelHost : null,
    trustedHosts: hostPatterns(labelHost.replace('{value}', isLabel ? '*' : (variable?.default ?? ''))),
  };
}

/** A host as a pattern of trusted ones; none when it has a port, or only one label, and is nobody's own. */
function hostPatterns(host: string): readonly string[] {
  const pattern = host.toLowerCase();
  return /^(?:\*|[a-z0-9-]+)(?:\.[a-z0-9-]+)+$/.test(pattern) ? [pattern] : [];
}

/** Host and base path of a server, every variable but the first of the host replaced by its default. */
function splitUrl(server: ServerObject): { readonly host: string; readonly path: string } {
  const [, host = '', path = ''] = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)([^?#]*)/i.exec(server.url) ?? ['', '', server.url];
  const kept = /\{([^}]+)\}/.exec(host)?.[1];
  const fill = (text: string, keep: string | undefined): string =>
    text.replaceAll(/\{([^}]+)\}/g, (template, name: string) =>
      name === keep ? template : (server.variables.find((variable) => variable.name === name)?.default ?? ''),
    );
  return { host: fill(host, kept), path: fill(path, undefined).replace(/\/+$/, '') };
}

function guessSchemes(document: OpenApiDocument, provider: string): readonly AuthenticationScheme[] {
  const components = objectAt(document.root, 'components');
  if (components === undefined) return [];
  return membersAt(components, 'securitySchemes').flatMap(([name, value, pointer]) => {
    const scheme = guessScheme(name, nodeOf(value, pointer));
    return scheme === null ? [] : [{ ...scheme, environment: [`${provider.toUpperCase()}_TOKEN`] }];
  });
}

function guessScheme(name: string, node: JsonNode): Omit<AuthenticationScheme, 'environment'> | null {
  const header = { name, in: 'header' as const, field: 'Authorization' };
  switch (stringAt(node, 'type')) {
    case 'apiKey': {
      const place = stringAt(node, 'in');
      if (place !== 'header' && place !== 'query') return null;
      return { name, in: place, field: stringAt(node, 'name') ?? name, format: '{token}' };
    }
    case 'http':
      return { ...header, format: stringAt(node, 'scheme')?.toLowerCase() === 'basic' ? 'Basic {token}' : 'Bearer {token}' };
    case 'oauth2':
    case 'openIdConnect':
      return { ...header, format: 'Bearer {token}' };
    default:
      return null;
  }
}
