import type { AuthenticationScheme, ProviderDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import type { Origin } from '../request/origin.ts';
import type { Credential } from './credential.ts';
import { isPlaceholder, type NotFound, readServer } from './find-server.ts';
import { fromEnvironment, type Setting, type SettingsSources, settingsFiles, variableSource } from './settings.ts';

/** Where a credential is looked for. */
export interface CredentialSources extends SettingsSources {
  /** A token given outright: nothing else is looked at. */
  readonly explicit?: { readonly token: string; readonly scheme?: string };
  /** Origin that every call is sent to: whatever is found is bound to it. */
  readonly serverUrl?: Origin;
}

/** A credential was found. */
export interface FoundCredential {
  readonly credential: Credential;
}

/**
 * Looks for a token: given outright, environment variables of each scheme in order, settings files. It is bound to the server URL, else to
 * the organization that stands beside it in the same source, else to no origin. Throws `no_credentials` for a token that cannot be one and
 * `usage` for such an organization; no error holds the token.
 */
export async function findCredential(sources: CredentialSources): Promise<FoundCredential | NotFound> {
  const { provider, explicit } = sources;
  const [first] = provider.authentication;
  if (first === undefined) return { placesLookedAt: [] };
  if (explicit !== undefined)
    return found(sources, schemeNamed(explicit.scheme, provider) ?? first, {
      token: { value: explicit.token.trim(), source: 'options' },
      server: null,
    });
  const server = fromEnvironment(provider.configuration.serverEnvironment, sources.environment);
  for (const scheme of provider.authentication) {
    const token = fromEnvironment(scheme.environment, sources.environment);
    if (token !== null) return found(sources, scheme, { token, server });
  }
  for await (const { token, server: beside } of settingsFiles(sources)) {
    if (token !== null) return found(sources, first, { token, server: beside });
  }
  return { placesLookedAt: placesOf(provider) };
}

function schemeNamed(name: string | undefined, { authentication, title }: ProviderDescriptor): AuthenticationScheme | undefined {
  const scheme = authentication.find((candidate) => candidate.name === name);
  if (name === undefined || scheme !== undefined) return scheme;
  const known = authentication.map((candidate) => candidate.name).join(' and ');
  throw new QueryError('usage', `${title} has no kind of credential ${name}`, { hint: `It knows ${known}.` });
}

/** The error for a missing credential, one line that lists the places looked at: `no_credentials`. */
export function noCredentials(provider: ProviderDescriptor, { placesLookedAt }: NotFound): QueryError {
  return new QueryError('no_credentials', `no credential for ${provider.title}; looked at ${placesLookedAt.join(', ')}`, {
    hint: 'Set one of them, or try everything without an account with --sandbox.',
  });
}

function placesOf({ authentication, configuration }: ProviderDescriptor): readonly string[] {
  return [...authentication.flatMap(({ environment }) => environment.map(variableSource)), ...configuration.files.map(({ path }) => path)];
}

interface Finding {
  readonly token: Setting;
  readonly server: Setting | null;
}

function found(sources: CredentialSources, scheme: AuthenticationScheme, { token, server }: Finding): FoundCredential {
  refuseUnusable(token);
  const beside = (): Origin | null => (server === null ? null : readServer(sources.provider.server, server).origin);
  const origin = sources.serverUrl ?? beside();
  return { credential: { scheme: scheme.name, token: token.value, origin, source: token.source } };
}

function refuseUnusable({ value, source }: Setting): void {
  if (isPlaceholder(value)) {
    throw new QueryError('no_credentials', `${source} holds a placeholder instead of a token`, {
      hint: 'Put the token there, or try --sandbox.',
    });
  }
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new QueryError('no_credentials', `${source} holds no usable token`, { hint: 'A token is one word of plain ASCII characters.' });
  }
}
