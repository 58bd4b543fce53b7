import type { HttpHeader } from '../request/http-message.ts';
import type { JsonValue } from '../values/value.ts';

/** One request that was sent. */
export interface CallEntry {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly host: string;
  /** Null when no answer came. */
  readonly status: number | null;
  /** From sending to the answer's end or the failure. */
  readonly milliseconds: number;
  /** Of the answer's body, uncompressed; 0 when it was not read to its end. */
  readonly bytes: number;
  /** Milliseconds that the call waited before it was sent; 0 unless said. */
  readonly waited?: number;
}

/** A successful answer, read to its end. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: readonly HttpHeader[];
  /** JSON, or text for methods that answer text; undefined when there was none. */
  readonly body: JsonValue | undefined;
  /** Absolute URL that was asked, without the credential. */
  readonly url: string;
}
