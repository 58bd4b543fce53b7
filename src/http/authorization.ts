import type { AuthenticationScheme, MethodDescriptor, ProviderDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { withQueryParameter } from '../request/build-request.ts';
import type { HttpRequest } from '../request/http-message.ts';
import { isTrustedHost } from '../request/origin.ts';

/** A secret, the way it goes into requests, and the only place it may be sent to. */
export interface BoundCredential {
  /** Name of the provider's authentication scheme. */
  readonly scheme: string;
  /** Secret. */
  readonly token: string;
  /** Origin it is bound to; null: any host that the provider trusts. */
  readonly origin: string | null;
  /** Where it was found, for messages. */
  readonly source: string;
}

/** What decides whether and how requests are authorized. */
export interface AuthorizationPolicy {
  readonly provider: ProviderDescriptor;
  /** Null: only methods that need none can be called. */
  readonly credential: BoundCredential | null;
  /** Hosts allowed besides, as a URL spells them. */
  readonly allowHosts: readonly string[];
}

/**
 * The request with the credential in it, where the method takes one. Throws before anything is sent: `untrusted_host` when the request's
 * origin is neither the one that the credential is bound to nor, for a credential without a home, one of the provider's own hosts, nor
 * allowed; `no_credentials` when there is none; `permission_denied` when the method does not take that kind.
 */
export function authorize(policy: AuthorizationPolicy, method: MethodDescriptor, request: HttpRequest): HttpRequest {
  const { credential } = policy;
  refuseStrangers(policy, new URL(request.url));
  if (method.credentials.length === 0) return request;
  if (credential === null) throw new QueryError('no_credentials', `${method.name} needs a credential, and there is none`);
  return withToken(request, schemeOf(policy.provider, method, credential), credential.token);
}

function refuseStrangers(policy: AuthorizationPolicy, url: URL): void {
  const bound = policy.credential?.origin ?? null;
  if (url.origin === bound) return;
  if (url.protocol === 'https:' && policy.allowHosts.some((host) => host.toLowerCase() === url.host)) return;
  if (bound === null && url.protocol === 'https:' && url.port === '' && isTrustedHost(policy.provider.server, url.hostname)) return;
  const why = bound === null ? `is not a host of ${policy.provider.title}` : `is not ${bound}, which the credential is bound to`;
  throw new QueryError('untrusted_host', `${url.host} ${why}: nothing was sent`, {
    hint: `If it is right that the credential goes there, allow it with --allow-host ${url.host}.`,
  });
}

function schemeOf(provider: ProviderDescriptor, method: MethodDescriptor, { scheme: name }: BoundCredential): AuthenticationScheme {
  const scheme = provider.authentication.find((one) => one.name === name);
  if (scheme !== undefined && method.credentials.includes(name)) return scheme;
  throw new QueryError('permission_denied', `${method.name} does not take a credential of kind ${name}: nothing was sent`, {
    hint: `It takes ${method.credentials.join(' or ')}.`,
  });
}

function withToken(request: HttpRequest, scheme: AuthenticationScheme, token: string): HttpRequest {
  const value = scheme.format.replace('{token}', () => token);
  if (scheme.in === 'query') return { ...request, url: withQueryParameter(request.url, scheme.field, value) };
  const field = scheme.field.toLowerCase();
  return { ...request, headers: [...request.headers.filter(([name]) => name.toLowerCase() !== field), [field, value]] };
}
