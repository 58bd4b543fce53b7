import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { QueryError } from '../errors/query-error.ts';
import { type HttpRequest, headerValue } from '../request/http-message.ts';
import { type LoopbackHandler, type LoopbackServer, startLoopback } from './loopback-server.fixture.ts';
import { wasNeverSent } from './network-error.ts';
import { type ClosableTransport, createTransport } from './undici-transport.ts';

const never = new AbortController().signal;
let transport: ClosableTransport;
let server: LoopbackServer | undefined;

beforeEach(() => {
  transport = createTransport({ headersTimeout: 1_000, bodyTimeout: 1_000, connectTimeout: 1_000 });
});
afterEach(async () => {
  await transport.close();
  await server?.close();
  server = undefined;
});

async function serve(handler: LoopbackHandler): Promise<LoopbackServer> {
  server = await startLoopback(handler);
  return server;
}

function get(url: string): HttpRequest {
  return { method: 'GET', url, headers: [], body: null };
}

async function read(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

async function failure(work: Promise<unknown>): Promise<QueryError> {
  const error: unknown = await work.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (QueryError.is(error)) return error;
  throw error;
}

describe('what goes over the wire', () => {
  test('method, path, query, headers and body as they are', async () => {
    const { url, requests } = await serve((_request, response) => response.end('ok'));
    const body = new TextEncoder().encode('{"a":1}');
    const headers = [
      ['content-type', 'application/json'],
      ['content-length', String(body.byteLength)],
      ['x-two', 'a'],
    ] as const;
    const response = await transport.send({ method: 'POST', url: `${url}/a%2Fb?c=d%20e`, headers, body }, never);
    expect(await read(response.body)).toBe('ok');
    expect(requests).toMatchObject([
      { method: 'POST', target: '/a%2Fb?c=d%20e', body: '{"a":1}', headers: { 'content-length': '7', 'x-two': 'a' } },
    ]);
  });

  test('a POST without body says content-length 0, once', async () => {
    const { url, requests } = await serve((_request, response) => response.end());
    const response = await transport.send({ method: 'POST', url, headers: [['content-length', '0']], body: null }, never);
    await read(response.body);
    expect(requests[0]?.rawHeaders.filter((text) => text.toLowerCase() === 'content-length')).toHaveLength(1);
    expect(requests[0]?.headers['content-length']).toBe('0');
  });

  test('header lines of one name stay apart, in order', async () => {
    const { url } = await serve((_request, response) => {
      response.setHeader('Link', ['<a>; rel="self"', '<b>; rel="next"']);
      response.end();
    });
    const { headers, body } = await transport.send(get(url), never);
    await read(body);
    expect(headers.filter(([name]) => name.toLowerCase() === 'link')).toEqual([
      ['Link', '<a>; rel="self"'],
      ['Link', '<b>; rel="next"'],
    ]);
  });

  test('redirects are answers', async () => {
    const { url, requests } = await serve((_request, response) => {
      response.writeHead(302, { location: '/elsewhere' });
      response.end();
    });
    const { status, headers, body } = await transport.send(get(url), never);
    await read(body);
    expect([status, headerValue(headers, 'location'), requests.length]).toEqual([302, '/elsewhere', 1]);
  });

  test('connections are kept alive', async () => {
    const started = await serve((_request, response) => response.end('ok'));
    for (let round = 0; round < 6; round += 1) await read((await transport.send(get(started.url), never)).body);
    // A second one may be opened, since a connection counts as free only a turn of the event loop after its answer.
    expect(started.connections()).toBeLessThanOrEqual(2);
  });
});

describe('failures', () => {
  test('a refused connection was never sent', async () => {
    const { url, close } = await startLoopback(() => {});
    await close();
    const error = await failure(transport.send(get(url), never));
    expect(error).toMatchObject({ code: 'connection_failed', retryable: true, message: `${new URL(url).host} refused the connection` });
    expect(wasNeverSent(error)).toBe(true);
  });

  test('a host that is not there names DNS', async () => {
    const error = await failure(transport.send(get('https://nothing-here.invalid/'), never));
    expect(error.message).toMatch(/^nothing-here\.invalid was not found \(DNS: (?:ENOTFOUND|EAI_AGAIN)\)$/);
    expect(wasNeverSent(error)).toBe(true);
  });

  test('https to a server that speaks plain http names TLS and is not repeated', async () => {
    const { url } = await serve((_request, response) => response.end());
    const error = await failure(transport.send(get(url.replace('http:', 'https:')), never));
    expect(error).toMatchObject({
      code: 'connection_failed',
      retryable: false,
      message: expect.stringContaining('the TLS connection to 127.0.0.1'),
    });
  });

  test('no answer in time', async () => {
    const { url } = await serve(() => {});
    const error = await failure(transport.send(get(`${url}/slow?secret=1`), never));
    expect(error).toMatchObject({ code: 'timeout', retryable: true, message: `GET /slow: ${new URL(url).host} did not answer in time` });
    expect(wasNeverSent(error)).toBe(false);
  });

  test('an answer that stalls', async () => {
    const { url } = await serve((_request, response) => response.writeHead(200).write('half'));
    const { body } = await transport.send(get(url), never);
    expect(await failure(read(body))).toMatchObject({ code: 'timeout', message: expect.stringContaining('stopped in the middle') });
  });

  test('an answer that is cut off, announced length or not', async () => {
    for (const headers of [{ 'content-length': '100' }, {}]) {
      const { url, close } = await startLoopback((_request, response) => {
        response.writeHead(200, headers).write('half');
        setTimeout(() => response.destroy(), 20);
      });
      const { body } = await transport.send(get(url), never);
      expect(await failure(read(body))).toMatchObject({
        code: 'connection_failed',
        message: expect.stringContaining('broke before the whole answer'),
      });
      await close();
    }
  });

  test('a server that hangs up without a word', async () => {
    const { url } = await serve((_request, response) => response.destroy());
    const error = await failure(transport.send(get(url), never));
    expect(error.code).toBe('connection_failed');
    expect(wasNeverSent(error)).toBe(false);
  });

  test('a server that does not speak HTTP', async () => {
    const raw = createServer((socket) => {
      socket.on('error', () => {});
      socket.end('what?\r\n\r\n');
    });
    await new Promise<void>((resolve) => {
      raw.listen(0, '127.0.0.1', resolve);
    });
    const address = raw.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await failure(transport.send(get(`http://127.0.0.1:${port}/`), never))).toMatchObject({ code: 'connection_failed' });
    raw.close();
  });
});

describe('cancelling', () => {
  test('before sending: no request', async () => {
    const { url, requests } = await serve((_request, response) => response.end());
    const error = await failure(transport.send(get(url), AbortSignal.abort()));
    expect([error.code, requests.length]).toEqual(['cancelled', 0]);
  });

  test('while waiting: the socket is closed', async () => {
    const started = await serve(() => {});
    const controller = new AbortController();
    const sent = failure(transport.send(get(started.url), controller.signal));
    await expect.poll(() => started.requests.length).toBe(1);
    controller.abort();
    expect((await sent).code).toBe('cancelled');
    await expect.poll(() => started.abandoned()).toBe(1);
  });

  test('in the middle of a body, with a reason of our own', async () => {
    const started = await serve((_request, response) => response.writeHead(200).write('half'));
    const controller = new AbortController();
    const { body } = await transport.send(get(started.url), controller.signal);
    const reading = failure(read(body));
    controller.abort(new QueryError('timeout', 'enough'));
    expect(await reading).toMatchObject({ code: 'timeout', message: 'enough' });
    await expect.poll(() => started.abandoned()).toBe(1);
  });

  test('leaving a body early, even unread, closes its socket', async () => {
    const started = await serve((_request, response) => response.writeHead(200).write('x'.repeat(1_000_000)));
    const { body } = await transport.send(get(started.url), never);
    await body[Symbol.asyncIterator]().return?.();
    await expect.poll(() => started.abandoned()).toBe(1);
  });

  test('closing ends what is running, and twice is once', async () => {
    const started = await serve(() => {});
    const sent = failure(transport.send(get(started.url), never));
    await expect.poll(() => started.requests.length).toBe(1);
    await transport.close();
    await transport.close();
    expect((await sent).code).toMatch(/connection_failed|cancelled/);
    await expect.poll(() => started.abandoned()).toBe(1);
  });
});
