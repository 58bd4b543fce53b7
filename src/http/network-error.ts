import { QueryError } from '../errors/query-error.ts';

/** What a failed call is known to be about, for its message. */
export interface CallPlace {
  /** Host and port as the URL has them. */
  readonly host: string;
  /** `METHOD path`, without query. */
  readonly call: string;
}

/** The error that stands for an aborted signal: its own reason when that is one of ours, else `timeout` or `cancelled`. */
export function abortError(signal: AbortSignal): QueryError {
  const reason: unknown = signal.reason;
  if (QueryError.is(reason)) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError')
    return new QueryError('timeout', 'the time allowed ran out', { cause: reason });
  return new QueryError('cancelled', 'the statement was cancelled', { cause: reason });
}

/** The error that stands for a call that got no complete answer: `timeout` or `connection_failed`, with what to check. */
export function networkError(error: unknown, place: CallPlace): QueryError {
  const code = systemCode(error);
  const [kind, message, hint] = explain(code, place);
  return new QueryError(kind, message, {
    cause: error,
    retryable: !isTlsCode(code),
    ...(hint === null ? {} : { hint }),
  });
}

/** Tells whether a failed call certainly never left this machine, so that repeating it cannot do anything twice. */
export function wasNeverSent(error: QueryError): boolean {
  const code = error.code === 'connection_failed' ? systemCode(error.cause) : undefined;
  return code !== undefined && (unsentCodes.has(code) || isTlsCode(code));
}

/**
 * What the loss of an answer means for a call: for one that may have changed something, and was sent or may have been, `outcome_unknown`;
 * for the others the error as it is.
 */
export function lostAnswer(error: QueryError, { call }: CallPlace): QueryError {
  const lost = error.code === 'timeout' || error.code === 'connection_failed';
  if (!lost || /^(?:GET|HEAD) /.test(call) || wasNeverSent(error)) return error;
  return new QueryError('outcome_unknown', `${error.message}; whether it was carried out is not known`, {
    cause: error,
    hint: 'Read the object before repeating the statement.',
  });
}

const unsentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

type Explanation = readonly [kind: 'timeout' | 'connection_failed', message: string, hint: string | null];

function explain(code: string | undefined, { host, call }: CallPlace): Explanation {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [
        'connection_failed',
        `${host} was not found (DNS: ${code})`,
        'Check the spelling of the host, and that this machine can resolve names.',
      ];
    case 'ECONNREFUSED':
      return ['connection_failed', `${host} refused the connection`, 'Check host and port, and that the server is running.'];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return ['connection_failed', `${host} cannot be reached (${code})`, 'Check the network, VPN and firewall.'];
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return ['connection_failed', `no connection to ${host} within the time allowed`, 'Check the network, VPN, firewall and proxy.'];
    case 'UND_ERR_HEADERS_TIMEOUT':
      return ['timeout', `${call}: ${host} did not answer in time`, null];
    case 'UND_ERR_BODY_TIMEOUT':
      return ['timeout', `${call}: ${host} stopped in the middle of its answer`, null];
    default:
      return otherFailure(code, { host, call });
  }
}

function otherFailure(code: string | undefined, { host, call }: CallPlace): Explanation {
  if (isTlsCode(code)) {
    return [
      'connection_failed',
      `the TLS connection to ${host} failed (${code})`,
      'Check the host name; behind an inspecting proxy, name its certificate authority in NODE_EXTRA_CA_CERTS.',
    ];
  }
  const detail = code === undefined ? '' : ` (${code})`;
  return ['connection_failed', `${call}: the connection to ${host} broke before the whole answer had arrived${detail}`, null];
}

function isTlsCode(code: string | undefined): boolean {
  return code !== undefined && /CERT|_TLS_|^ERR_SSL|^EPROTO$|^UNABLE_TO_|SELF_SIGNED/.test(code);
}

/** The innermost system or undici code; undici and Node wrap errors as `cause` and, for several addresses, in an AggregateError. */
function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const own: unknown = 'code' in error ? error.code : undefined;
  if (typeof own === 'string') return own;
  if (error instanceof AggregateError) return systemCode(error.errors[0]);
  return systemCode(error.cause);
}
