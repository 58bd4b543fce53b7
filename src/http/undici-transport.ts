// The declarations build sees only what index.ts leads to.
// oxlint-disable-next-line typescript/triple-slash-reference -- the declarations of undici's inner modules
/// <reference path="./undici-deep.d.ts" />
import request from 'undici/lib/api/api-request.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { HttpHeader, HttpRequest, HttpResponse, Transport } from '../request/http-message.ts';
import { abortError, type CallPlace, networkError } from './network-error.ts';

/** Limits of the network transport, all in milliseconds but `connections`. */
export interface TransportOptions {
  /** For a connection to be there, name look-up and TLS included; 4,000 unless given. */
  readonly connectTimeout?: number;
  /** From the request being sent to the answer's headers; 60,000 unless given. */
  readonly headersTimeout?: number;
  /** Between two pieces of an answer's body; 60,000 unless given. */
  readonly bodyTimeout?: number;
  /** Connections to one origin; 64 unless given. */
  readonly connections?: number;
}

/** A transport that holds connections open until it is closed. */
export interface ClosableTransport {
  readonly send: Transport;
  /** Ends all connections, those in use included; a second call does nothing. */
  close(): Promise<void>;
}

/**
 * A transport over the network: HTTP/1.1 with keep-alive, a pool of connections for each origin, no redirects, no decompression.
 * It rejects with `connection_failed`, `timeout` or `cancelled`; so does the body of an answer that ends early.
 */
export function createTransport(options: TransportOptions = {}): ClosableTransport {
  const pools = new Map<string, Pool>();

  function poolOf(origin: string): Pool {
    const pool = pools.get(origin) ?? openPool(origin, options);
    pools.set(origin, pool);
    return pool;
  }

  async function close(): Promise<void> {
    const open = [...pools.values()];
    pools.clear();
    await Promise.all(open.map((pool) => pool.destroy()));
  }

  return { send: (message, signal) => sendOn(poolOf(new URL(message.url).origin), message, signal), close };
}

function openPool(origin: string, options: TransportOptions): Pool {
  return new Pool(origin, {
    connections: options.connections ?? 64,
    connectTimeout: options.connectTimeout ?? 4_000,
    headersTimeout: options.headersTimeout ?? 60_000,
    bodyTimeout: options.bodyTimeout ?? 60_000,
  });
}

async function sendOn(pool: Pool, message: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  if (signal.aborted) throw abortError(signal);
  const url = new URL(message.url);
  const place = { host: url.host, call: `${message.method} ${url.pathname}` };
  try {
    const answer = await request.call(pool, {
      method: message.method,
      path: url.pathname + url.search,
      headers: message.headers.flat(),
      body: message.body,
      signal,
      responseHeaders: 'raw',
    });
    return { status: answer.statusCode, headers: pairs(answer.headers), body: guarded(answer.body, place, signal) };
  } catch (error) {
    throw signal.aborted ? abortError(signal) : networkError(error, place);
  }
}

function pairs(flat: readonly string[]): readonly HttpHeader[] {
  return Array.from({ length: flat.length / 2 }, (_none, index) => [flat[2 * index] ?? '', flat[2 * index + 1] ?? '']);
}

interface ByteStream extends AsyncIterable<Uint8Array> {
  destroy(): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/** A body whose failures are our errors. Written out, because returning a generator that never started would leave the socket open. */
function guarded(body: ByteStream, place: CallPlace, signal: AbortSignal): AsyncIterable<Uint8Array> {
  body.on('error', () => {});
  return {
    [Symbol.asyncIterator]() {
      const pieces = body[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            return await pieces.next();
          } catch (error) {
            throw signal.aborted ? abortError(signal) : networkError(error, place);
          }
        },
        async return() {
          body.destroy();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
