import type { ServerDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { correctionOf, type Origin, resolveOrigin, serverValue } from '../request/origin.ts';
import { isLoopbackHost, parseServerUrl } from '../request/server-url.ts';
import { fromEnvironment, type Setting, type SettingsSources, settingsFiles, variableSource } from './settings.ts';

/** The organization that statements mean when they name none. */
export interface FoundServer {
  readonly origin: Origin;
  /** Value of the server variable that stands for it. */
  readonly value: string;
  readonly source: string;
}

/** Nothing was found; the places in the order in which they were looked at. */
export interface NotFound {
  readonly placesLookedAt: readonly string[];
}

/**
 * Looks for the default organization: environment, then settings files. Throws `usage` when what it finds is none,
 * such as a placeholder from a template.
 */
export async function findServer(sources: SettingsSources): Promise<FoundServer | NotFound> {
  const { server, configuration } = sources.provider;
  const variable = fromEnvironment(configuration.serverEnvironment, sources.environment);
  if (variable !== null) return readServer(server, variable);
  for await (const file of settingsFiles(sources)) {
    if (file.server !== null) return readServer(server, file.server);
  }
  return { placesLookedAt: [...configuration.serverEnvironment.map(variableSource), ...configuration.files.map(({ path }) => path)] };
}

/** Reads a configured organization: a URL, or what the server variable takes. Throws `usage`, naming the source: no statement is wrong. */
export function readServer(server: ServerDescriptor, { value, source }: Setting): FoundServer {
  if (isPlaceholder(value)) {
    throw new QueryError('usage', `${source} holds a placeholder instead of an organization`, {
      hint: 'Put the host of your organization there.',
    });
  }
  try {
    const origin = originOf(server, value);
    return { origin, value: serverValue(server, origin), source };
  } catch (error) {
    throw QueryError.is(error) ? named(error, source) : error;
  }
}

/** Tells whether a setting was copied from a template and never filled in: `{yourDomain}`, `<token>`. */
export function isPlaceholder(value: string): boolean {
  return /\{.*\}|<.*>/.test(value);
}

/** The error for an organization that is neither in the statement nor configured: `no_server`. */
export function noServer(server: ServerDescriptor, { placesLookedAt }: NotFound): QueryError {
  return new QueryError('no_server', `no ${server.variable} is given, neither in the statement nor in ${placesLookedAt.join(', ')}`, {
    hint: `Add WHERE ${server.variable} = '…', set a default with --set ${server.variable}=…, or try --sandbox.`,
  });
}

function originOf(server: ServerDescriptor, value: string): Origin {
  const isUrl = value.includes('://');
  const slip = correctionOf(server, isUrl && URL.canParse(value) ? new URL(value).hostname : value);
  if (slip !== null) throw new QueryError('usage', slip.message, { hint: urlHint(server, slip.replacement) });
  if (!isUrl) return resolveOrigin(server, value);
  const origin = parseServerUrl(value.replace(/\/+$/, ''));
  const { hostname, port } = new URL(origin);
  return isLoopbackHost(hostname) || port !== '' ? origin : resolveOrigin(server, hostname);
}

/** Proposes a URL, which every setting takes, whatever the correction is written as. */
function urlHint(server: ServerDescriptor, replacement: string | null): string {
  if (replacement !== null && correctionOf(server, replacement) === null) return `Use ${resolveOrigin(server, replacement)}.`;
  const example = server.labelHost === null ? '' : `, such as https://${server.labelHost.replace('{value}', 'my-org')}`;
  return `Give the URL of your organization${example}.`;
}

function named(error: QueryError, source: string): QueryError {
  return new QueryError('usage', `${source}: ${error.message}`, error.hint === undefined ? {} : { hint: error.hint });
}
