import type {
  AuthenticationScheme,
  ConfigurationSources,
  ErrorFormat,
  HostCorrection,
  PageCursor,
  ServerDescriptor,
} from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import type { ProviderFacts } from './overlay.ts';
import {
  entries,
  isPresent,
  items,
  member,
  number,
  onlyKeys,
  optionalText,
  type OverlayValue,
  text,
  texts,
  word,
} from './overlay-value.ts';

const providerKeys = ['name', 'title', 'server', 'authentication', 'configuration', 'errors', 'extensions', 'selfIdentifiers'];

/** Reads the `provider:` sections of all files as one. Throws `invalid_descriptor`. */
export function readProviderFacts(nodes: readonly OverlayValue[]): ProviderFacts {
  for (const node of nodes) onlyKeys(node, providerKeys);
  const one = (key: string): OverlayValue | undefined => {
    const found = nodes.map((node) => member(node, key)).filter((node) => isPresent(node));
    if (found.length > 1) throw new QueryError('invalid_descriptor', `${found[1]?.at}: said a second time`);
    return found[0];
  };
  const [name, title, server, authentication] = ['name', 'title', 'server', 'authentication'].map(one);
  const [configuration, errors, extensions, selves] = ['configuration', 'errors', 'extensions', 'selfIdentifiers'].map(one);
  return {
    ...(name === undefined ? {} : { name: text(name) }),
    ...(title === undefined ? {} : { title: text(title) }),
    ...(server === undefined ? {} : { server: readServer(server) }),
    ...(authentication === undefined ? {} : { authentication: items(authentication).map(readScheme) }),
    ...(configuration === undefined ? {} : { configuration: readConfiguration(configuration) }),
    ...(errors === undefined ? {} : { errors: readErrors(errors) }),
    ...(selves === undefined ? {} : { selfIdentifiers: texts(selves).map((name) => name.toLowerCase()) }),
    extensions: extensions === undefined ? {} : Object.fromEntries(entries(extensions).map(([key, value]) => [key, text(value)])),
  };
}

function readServer(node: OverlayValue): ServerDescriptor {
  onlyKeys(node, ['variable', 'title', 'labelHost', 'trustedHosts', 'corrections', 'probePath']);
  return {
    variable: text(member(node, 'variable')),
    title: text(member(node, 'title')),
    labelHost: optionalText(member(node, 'labelHost')),
    trustedHosts: texts(member(node, 'trustedHosts')),
    corrections: items(member(node, 'corrections')).map(readCorrection),
    probePath: optionalText(member(node, 'probePath')),
  };
}

function readCorrection(node: OverlayValue): HostCorrection {
  onlyKeys(node, ['pattern', 'message', 'replacement']);
  const pattern = text(member(node, 'pattern'));
  try {
    new RegExp(pattern, 'i');
  } catch (error) {
    throw new QueryError('invalid_descriptor', `${node.at}: pattern is no regular expression`, { cause: error });
  }
  return { pattern, message: text(member(node, 'message')), replacement: optionalText(member(node, 'replacement')) };
}

function readScheme(node: OverlayValue): AuthenticationScheme {
  onlyKeys(node, ['name', 'in', 'field', 'format', 'environment']);
  return {
    name: text(member(node, 'name')),
    in: word(member(node, 'in'), ['header', 'query']),
    field: text(member(node, 'field')),
    format: text(member(node, 'format')),
    environment: texts(member(node, 'environment')),
  };
}

function readConfiguration(node: OverlayValue): ConfigurationSources {
  onlyKeys(node, ['serverEnvironment', 'files']);
  const files = items(member(node, 'files')).map((file) => {
    onlyKeys(file, ['path', 'serverKey', 'tokenKey']);
    return {
      path: text(member(file, 'path')),
      serverKey: text(member(file, 'serverKey')),
      tokenKey: text(member(file, 'tokenKey')),
    };
  });
  return { serverEnvironment: texts(member(node, 'serverEnvironment')), files };
}

function readErrors(node: OverlayValue): ErrorFormat {
  onlyKeys(node, ['codePath', 'messagePath', 'idPath', 'causesPath', 'requestIdHeader', 'meanings']);
  const meanings = member(node, 'meanings');
  onlyKeys(meanings, ['authentication', 'permission', 'notFound', 'rateLimit', 'featureOff']);
  return {
    codePath: text(member(node, 'codePath')),
    messagePath: text(member(node, 'messagePath')),
    idPath: optionalText(member(node, 'idPath')),
    causesPath: optionalText(member(node, 'causesPath')),
    requestIdHeader: optionalText(member(node, 'requestIdHeader')),
    meanings: {
      authentication: texts(member(meanings, 'authentication')),
      permission: texts(member(meanings, 'permission')),
      notFound: texts(member(meanings, 'notFound')),
      rateLimit: texts(member(meanings, 'rateLimit')),
      featureOff: texts(member(meanings, 'featureOff')),
    },
  };
}

/** Reads how the next page is found. Throws `invalid_descriptor`. */
export function readPageCursor(node: OverlayValue): PageCursor {
  const kind = word(member(node, 'kind'), ['link-header', 'body-link', 'body-cursor', 'page-number']);
  switch (kind) {
    case 'link-header':
      return { kind };
    case 'body-link':
      return { kind, path: text(member(node, 'path')) };
    case 'body-cursor':
      return { kind, path: text(member(node, 'path')), parameter: text(member(node, 'parameter')) };
    case 'page-number':
      return { kind, parameter: text(member(node, 'parameter')), first: number(member(node, 'first')) };
  }
}
