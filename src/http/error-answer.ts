import type { ErrorFormat, MethodDescriptor, ProviderDescriptor } from '../catalog/descriptor.ts';
import { type ErrorCode, QueryError, type RemoteErrorDetails } from '../errors/query-error.ts';
import { type HttpHeader, headerValue } from '../request/http-message.ts';
import type { JsonValue } from '../values/value.ts';
import { valueAt, valuesAt } from './json-path.ts';

/** An answer that says a call failed. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: readonly HttpHeader[];
  /** Undefined when it was empty or no JSON. */
  readonly body: JsonValue | undefined;
  /** `METHOD path`, without query. */
  readonly call: string;
}

/** The error that an error answer stands for, read as the provider writes them. Its text may hold what the server echoed: redact it. */
export function remoteError(provider: ProviderDescriptor, answer: ErrorAnswer): QueryError {
  const format = provider.errors;
  const errorCode = textAt(answer.body, format.codePath) ?? oauthText(answer.body, 'error');
  if (isWebPage(answer)) return webPage(answer, detailsOf(format, answer, errorCode));
  const code = meaningOf(format, answer, errorCode);
  return new QueryError(code, messageOf(format, answer, errorCode), {
    remote: detailsOf(format, answer, errorCode),
    retryable: code === 'rate_limited' || answer.status >= 500,
    ...hintOf(provider, code, errorCode),
  });
}

/** A page for people comes from something in between, so that its status says nothing of the object; 401 and 429 mean the same everywhere. */
function isWebPage({ status, headers, body }: ErrorAnswer): boolean {
  const type = headerValue(headers, 'content-type') ?? '';
  return status !== 401 && status !== 429 && body === undefined && /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(type);
}

function webPage({ status, call }: ErrorAnswer, remote: RemoteErrorDetails): QueryError {
  const broken = status >= 500;
  return new QueryError(broken ? 'remote_error' : 'invalid_response', `${call} answered ${status}: the answer is a web page`, {
    remote,
    retryable: broken,
    hint: broken
      ? 'A gateway or proxy answered, not the API itself; it may be out of order for now.'
      : 'Check that the host is the API itself, not a sign-in page or a proxy.',
  });
}

/** Tells whether an error means that what a method was to read is not there, by the provider's own marks. */
export function meansAbsent(method: MethodDescriptor, error: unknown): boolean {
  if (!QueryError.is(error) || error.remote === undefined || error.code === 'invalid_response') return false;
  const { remote } = error;
  return method.absent.some(({ status, code }) => status === remote.status && (code === null || code === remote.errorCode));
}

function meaningOf({ meanings }: ErrorFormat, { status, headers }: ErrorAnswer, errorCode: string | undefined): ErrorCode {
  if (errorCode !== undefined) {
    if (meanings.featureOff.includes(errorCode)) return 'remote_error';
    if (meanings.authentication.includes(errorCode)) return 'authentication_failed';
    if (meanings.permission.includes(errorCode)) return 'permission_denied';
    if (meanings.rateLimit.includes(errorCode)) return 'rate_limited';
    if (meanings.notFound.includes(errorCode)) return 'not_found';
  }
  // RFC 6750, section 3.1; some answer with it in the body instead of the challenge.
  if (errorCode === 'insufficient_scope' || /\binsufficient_scope\b/.test(headerValue(headers, 'www-authenticate') ?? ''))
    return 'permission_denied';
  // A code that the provider does not list as a refusal of permission is about the object's state, also under 403.
  if (status === 403 && errorCode !== undefined && meanings.permission.length > 0) return 'remote_error';
  return byStatus[status] ?? 'remote_error';
}

const byStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'authentication_failed',
  403: 'permission_denied',
  404: 'not_found',
  429: 'rate_limited',
};

function messageOf(format: ErrorFormat, { status, body, headers, call }: ErrorAnswer, errorCode: string | undefined): string {
  const said = textAt(body, format.messagePath) ?? oauthText(body, 'error_description') ?? challengeText(headers);
  const causes =
    format.causesPath === null
      ? []
      : valuesAt(body, format.causesPath).filter((cause): cause is string => typeof cause === 'string' && said?.includes(cause) !== true);
  const answered = `${call} answered ${status}${errorCode === undefined ? '' : ` ${errorCode}`}`;
  return `${answered}${said === undefined ? '' : `: ${said}`}${causes.length === 0 ? '' : ` (${causes.join('; ')})`}`;
}

function detailsOf(format: ErrorFormat, answer: ErrorAnswer, errorCode: string | undefined): RemoteErrorDetails {
  const errorId = format.idPath === null ? undefined : textAt(answer.body, format.idPath);
  const requestId = format.requestIdHeader === null ? undefined : headerValue(answer.headers, format.requestIdHeader);
  return {
    status: answer.status,
    call: answer.call,
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(errorId === undefined ? {} : { errorId }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function hintOf(provider: ProviderDescriptor, code: ErrorCode, errorCode: string | undefined): { readonly hint?: string } {
  if (errorCode !== undefined && provider.errors.meanings.featureOff.includes(errorCode))
    return { hint: 'The organization does not have this feature switched on.' };
  if (code === 'authentication_failed')
    return { hint: 'Check the credential: it may be mistyped, expired, revoked or of another organization.' };
  if (code === 'permission_denied') return { hint: 'The credential needs a role or scope that allows this call.' };
  return {};
}

/** RFC 6749, section 5.2: OAuth's own error answers, which an API may give beside its usual ones. */
function oauthText(body: JsonValue | undefined, key: 'error' | 'error_description'): string | undefined {
  return textAt(body, key);
}

/** RFC 6750, section 3: what a bearer challenge says. */
function challengeText(headers: readonly HttpHeader[]): string | undefined {
  const challenge = headerValue(headers, 'www-authenticate') ?? '';
  return /error_description="([^"]*)"/.exec(challenge)?.[1] ?? /\berror="([^"]*)"/.exec(challenge)?.[1];
}

function textAt(body: JsonValue | undefined, path: string): string | undefined {
  const value = valueAt(body, path);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
