import type { QueryError } from '../errors/query-error.ts';
import type { Clock } from '../http/clock.ts';
import type { RateLimitWait } from '../http/scheduler/rate-limit-wait.ts';
import type { Transport } from '../request/http-message.ts';
import type { Column, Page, Value } from '../values/value.ts';

/** A value for a bind or a template. */
export type InputValue = null | boolean | number | bigint | string;

/** Values for `$1`/`?` (a list) or `:name` (an object). */
export type InputParameters = readonly InputValue[] | Readonly<Record<string, InputValue>>;

export type { RateLimitWait } from '../http/scheduler/rate-limit-wait.ts';

/** How the engine reaches the API. */
export interface EngineOptions {
  /** Name of a provider that ships with the package; `okta` unless said. */
  readonly provider?: string;
  /** Folder with descriptors that `provider build` wrote; instead of {@link provider}. */
  readonly providerDir?: string;
  /**
   * A token, bound to `serverUrl` or to the provider's own hosts; without it the environment and settings files are searched. `scheme` names the
   * provider's kind of credential, such as `apiToken` or `oauth2` for an access token; the first it has unless said.
   */
  readonly credentials?: { readonly token: string; readonly scheme?: string };
  /** Sends every call there instead of the host that the server variable names. Plain http is for loopback alone. */
  readonly serverUrl?: string;
  /** Hosts that the credential may go to besides the provider's own. */
  readonly allowHosts?: readonly string[];
  /** `postgres://user@host:port/database`: runs the relational part there; in the process with DuckDB unless given. */
  readonly backend?: string;
  /** Sends the requests; undici over the network unless given. */
  readonly transport?: Transport;
  /** Reads a file whose path stands in a statement, for uploads; the process's own files unless given. Rejects when it cannot. */
  readonly readFile?: (path: string) => Promise<Uint8Array>;
  /** Time and waiting; the process's own unless given. */
  readonly clock?: Clock;
  /** Part of each rate limit that the engine takes, above 0 and up to 1; the provider's own, for Okta 0.5, unless given. */
  readonly maxCapacity?: number;
  /** Whether calls wait where a rate limit would refuse them; true unless given. False is for servers that tell limits and do not enforce them. */
  readonly pacing?: boolean;
  /** Told when calls begin to wait until a rate limit lets them through, once for all that wait for the same. Must not throw. */
  readonly onWait?: (wait: RateLimitWait) => void;
  /** File that tables and views of all sessions are kept in, made when it is not there; without it they end with their session. */
  readonly database?: string;
  /** Most memory that DuckDB takes for staged rows, such as `512MB`; 2 GB unless given. What does not fit goes to a private folder. */
  readonly memoryLimit?: string;
  /** Environment variables to look settings up in; the process's own unless given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** How a session starts. */
export interface SessionOptions {
  /** As if by `SET okta.<name> = value`: defaults for parameters. */
  readonly defaults?: Readonly<Record<string, InputValue>>;
  /** Ends everything the session does. */
  readonly signal?: AbortSignal;
}

/** What one run of a script needs besides its text. */
export interface RunOptions {
  /** Values for binds. */
  readonly parameters?: InputParameters;
  /** Values for `{{ templates }}`. */
  readonly variables?: Readonly<Record<string, InputValue>>;
  readonly signal?: AbortSignal;
  /** Seconds for one call to answer completely; 60 unless said. */
  readonly timeout?: number;
  /** Plans mutations and shows their calls instead of making them. */
  readonly dryRun?: boolean;
  /**
   * Most API calls that one statement may make: it is refused where it certainly or probably takes more, and ends as `incomplete` where it does.
   * Unless said, only a scan over the rows of another is bounded, by 1,000.
   */
  readonly maxCalls?: number;
  /** Most objects one statement may change; 100 unless said. */
  readonly maxAffected?: number;
  /**
   * Waits for objects that a change has only set on their way, such as users who are activated, until they have arrived; an object that takes
   * longer than {@link timeout} is of unknown outcome. Otherwise such a change is reported as accepted.
   */
  readonly wait?: boolean;
}

/** Something worth knowing that is no error. */
export interface Notice {
  readonly code: string;
  readonly message: string;
}

/** Counts of one statement. */
export interface Statistics {
  /** HTTP requests sent. */
  readonly calls: number;
  /** Rows handed out. */
  readonly rows: number;
  /** Milliseconds from start to end. */
  readonly milliseconds: number;
}

/** How a statement ended. Never a rejection: a failed statement has an `error`. */
export interface Outcome {
  /** Whether every row was handed out. */
  readonly complete: boolean;
  /** Objects changed, or rows written to local tables and files or deleted from tables (an effect says so); null for statements that change none. */
  readonly affected: number | null;
  /** How many of them met with what, where that is not the same for all: deactivated, deleted for good, accepted and still on the way. */
  readonly effects: readonly { readonly what: string; readonly count: number }[];
  readonly notices: readonly Notice[];
  readonly statistics: Statistics;
  /** What ended it early; null when nothing did. */
  readonly error: QueryError | null;
}

/** What kind of statement a result belongs to. `rows`: a query, SHOW, DESCRIBE or EXPLAIN; `change`: a mutation or EXEC; `setting`: SET; `local`: what is about tables, views and files. */
export type ResultKind = 'rows' | 'change' | 'setting' | 'local';

/** The result of one statement: read its pages, then its outcome. */
export interface Result extends AsyncDisposable {
  readonly kind: ResultKind;
  /** Zero-based place of the statement in its script. */
  readonly index: number;
  /** Empty when the statement returns no rows. */
  readonly columns: readonly Column[];
  /** Pages as they arrive; throws the statement's QueryError. Can be read once. Leaving the loop stops the fetch. */
  readonly rows: AsyncIterable<Page>;
  /** Settles when the rows are read, left or closed. Never rejects. */
  readonly outcome: Promise<Outcome>;
  /** Stops the fetch and settles the outcome; a second call does nothing. */
  close(): Promise<void>;
}

/** A row of {@link Session.query} as an object. */
export type RowObject = Record<string, Value>;

/** Settings, local objects and cancellation of one user. */
export interface Session extends AsyncDisposable {
  /**
   * Runs a script's statements in order, a result each. Everything is parsed and planned before the first request; a statement's
   * error ends the run. The next statement starts when its result is asked for; rows left unread by then are given up.
   */
  run(script: string, options?: RunOptions): AsyncIterable<Result>;
  /** Runs one statement to its end and gives its rows as objects; throws when two columns share a name. */
  query<Row extends object = RowObject>(sql: string, options?: RunOptions): Promise<Row[]>;
  /** Like {@link query}, row by row as pages arrive. */
  stream<Row extends object = RowObject>(sql: string, options?: RunOptions): AsyncIterable<Row>;
  /** Plans one statement and gives the lines that EXPLAIN prints; sends nothing, so sizes of lists are what the engine has seen of them. */
  explain(sql: string, options?: RunOptions): Promise<readonly string[]>;
  /** Parses and plans a script without running it: throws its first error, else tells the columns of each statement. */
  prepare(sql: string, options?: RunOptions): Promise<readonly { readonly kind: ResultKind; readonly columns: readonly Column[] }[]>;
  /** Ends what is running and drops local objects. */
  close(): Promise<void>;
}

/** Entry point of the library. */
export interface Engine extends AsyncDisposable {
  connect(options?: SessionOptions): Session;
  /** Closes all sessions and connections; a second call does nothing. */
  close(): Promise<void>;
}
