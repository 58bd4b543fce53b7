import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a loopback server got. */
export interface LoopbackRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** An HTTP server on a free loopback port, for tests about the wire. */
export interface LoopbackServer {
  readonly url: string;
  readonly requests: LoopbackRequest[];
  /** Answers whose client hung up before they were complete. */
  abandoned(): number;
  /** Connections since the start. */
  connections(): number;
  readonly close: () => Promise<void>;
}

/** Answers one request; `count` is 1 for the first. */
export type LoopbackHandler = (request: LoopbackRequest, response: ServerResponse, count: number) => void;

/** Starts a server that hands every request to a function once its body is there. */
export async function startLoopback(handler: LoopbackHandler): Promise<LoopbackServer> {
  const requests: LoopbackRequest[] = [];
  let abandoned = 0;
  let connections = 0;
  const server = createServer((message, response) => {
    response.on('close', () => {
      abandoned += response.writableFinished ? 0 : 1;
    });
    const pieces: Buffer[] = [];
    message.on('data', (piece: Buffer) => pieces.push(piece));
    message.on('end', () => {
      const { method = '', url: target = '', headers, rawHeaders } = message;
      const request = { method, target, headers, rawHeaders, body: Buffer.concat(pieces).toString('utf8') };
      requests.push(request);
      handler(request, response, requests.length);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    abandoned: () => abandoned,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  value: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string | string[]> } = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}
