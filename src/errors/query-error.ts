/** The part that has to act for an error to go away: the statement's author, the keeper of the credentials, the server, the network, or us. */
export type ErrorOwner = 'query' | 'credentials' | 'remote' | 'network' | 'bug';

/** Half-open range of UTF-16 offsets in a script's text. */
export interface SourceSpan {
  readonly start: number;
  readonly end: number;
}

/** Who owns an error of each kind, and the process exit code it stands for. */
const kinds: Readonly<Record<ErrorKind, readonly [owner: ErrorOwner, exitCode: number]>> = {
  statement: ['query', 1],
  credentials: ['credentials', 3],
  remote: ['remote', 4],
  network: ['network', 4],
  usage: ['query', 2],
  incomplete: ['remote', 5],
  unknown: ['network', 5],
  assertion: ['query', 6],
  cancelled: ['query', 130],
  bug: ['bug', 1],
};

/** Every error code with its kind. */
const errorCodes = {
  syntax_error: 'statement',
  unsupported: 'statement',
  undefined_template: 'statement',
  undefined_bind: 'statement',
  unknown_provider: 'statement',
  unknown_service: 'statement',
  unknown_resource: 'statement',
  unknown_method: 'statement',
  unknown_column: 'statement',
  ambiguous_column: 'statement',
  unknown_parameter: 'statement',
  duplicate_parameter: 'statement',
  missing_parameter: 'statement',
  invalid_parameter: 'statement',
  invalid_body: 'statement',
  no_method: 'statement',
  refused: 'statement',
  relational_error: 'statement',
  type_mismatch: 'remote',
  usage: 'usage',
  invalid_descriptor: 'usage',
  invalid_host: 'statement',
  untrusted_host: 'credentials',
  no_credentials: 'credentials',
  no_server: 'credentials',
  authentication_failed: 'credentials',
  permission_denied: 'credentials',
  remote_error: 'remote',
  not_found: 'remote',
  conflict: 'remote',
  invalid_response: 'remote',
  rate_limited: 'remote',
  connection_failed: 'network',
  timeout: 'network',
  incomplete: 'incomplete',
  outcome_unknown: 'unknown',
  assertion_failed: 'assertion',
  cancelled: 'cancelled',
  internal: 'bug',
} as const;

type ErrorKind = (typeof errorCodes)[ErrorCode];

/** Stable, machine-readable name of what went wrong. */
export type ErrorCode = keyof typeof errorCodes;

/** What a server said of a failed call; absent fields were not in its answer. */
export interface RemoteErrorDetails {
  /** HTTP status. */
  readonly status: number;
  /** The provider's own error code, such as `E0000007`. */
  readonly errorCode?: string;
  /** The provider's identifier of this occurrence. */
  readonly errorId?: string;
  readonly requestId?: string;
  /** `METHOD path` of the call, without query and host. */
  readonly call?: string;
}

/** Everything of a {@link QueryError} besides its code and message. */
export interface QueryErrorOptions {
  /** What to do about it, in one sentence. */
  readonly hint?: string | undefined;
  /** Where in {@link source} it is. */
  readonly span?: SourceSpan | undefined;
  /** The script's text that {@link span} points into. */
  readonly source?: string | undefined;
  readonly cause?: unknown;
  /** Whether the same call may succeed later without a change; false unless said. */
  readonly retryable?: boolean | undefined;
  readonly remote?: RemoteErrorDetails | undefined;
}

const brand = Symbol.for('oktaql.QueryError');

/** The one error class of the library. Recognise it with {@link QueryError.is}, which works across copies of the package. */
export class QueryError extends Error {
  readonly code: ErrorCode;
  readonly owner: ErrorOwner;
  /** Process exit code that a command ends with because of this error. */
  readonly exitCode: number;
  readonly retryable: boolean;
  readonly hint: string | undefined;
  readonly span: SourceSpan | undefined;
  readonly source: string | undefined;
  readonly remote: RemoteErrorDetails | undefined;

  constructor(code: ErrorCode, message: string, options: QueryErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'QueryError';
    this.code = code;
    [this.owner, this.exitCode] = kinds[errorCodes[code]];
    this.retryable = options.retryable ?? false;
    this.hint = options.hint;
    this.span = options.span;
    this.source = options.source;
    this.remote = options.remote;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Tells whether a thrown value is a QueryError, of this or another loaded copy of the package. */
  static is(value: unknown): value is QueryError {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** The same error with the text its span points into; unchanged if it has one already. */
  withSource(source: string): QueryError {
    if (this.source !== undefined) return this;
    return changedError(this, { source });
  }
}

/** The same error with some of its facts replaced; one that is undefined is dropped. */
export function changedError(
  error: QueryError,
  changes: QueryErrorOptions & { readonly code?: ErrorCode; readonly message?: string },
): QueryError {
  const { hint, span, source, cause, retryable, remote } = error;
  const { code = error.code, message = error.message, ...facts } = changes;
  const copy = new QueryError(code, message, { hint, span, source, cause, retryable, remote, ...facts });
  // A stack begins with the message, and a message may be replaced because it holds a secret.
  if (message === error.message) copy.stack = error.stack ?? '';
  return copy;
}
