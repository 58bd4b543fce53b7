/** Name and value of a header, in wire order; a name may occur more than once. */
export type HttpHeader = readonly [name: string, value: string];

/** A request ready to be sent. */
export interface HttpRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: readonly HttpHeader[];
  readonly body: Uint8Array | null;
}

/** An answer whose body is still arriving. Whoever takes it reads the body to its end or returns its iterator. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: readonly HttpHeader[];
  readonly body: AsyncIterable<Uint8Array>;
}

/** Sends one request. Rejects when no answer came; any status is an answer. Follows no redirects. */
export type Transport = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>;

/** First value of a header, matched without case; undefined when it is absent. */
export function headerValue(headers: readonly HttpHeader[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1];
}
