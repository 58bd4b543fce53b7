import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, answerToy, failure, type ToyRequest } from './toy-api.ts';
import { openWorks, type ToyWorks } from './toy-works.ts';

/** A request that the server got. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The toy API on a loopback port. */
export interface ToyServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** The one key it takes. */
  readonly key: string;
  readonly works: ToyWorks;
  /** Every request so far, refused ones included. */
  readonly requests: RecordedRequest[];
  close(): Promise<void>;
}

const key = 'toy-key-1';

/** Starts a toy API of its own on a free loopback port. */
export async function startToyServer(): Promise<ToyServer> {
  const works = openWorks();
  const requests: RecordedRequest[] = [];
  const server = createServer((message, response) => {
    void handle(message, response, { works, requests });
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, key, works, requests, close: () => closeServer(server) };
}

interface State {
  readonly works: ToyWorks;
  readonly requests: RecordedRequest[];
}

async function handle(message: IncomingMessage, response: ServerResponse, { works, requests }: State): Promise<void> {
  const body = await readBody(message);
  const { method = '', url: target = '', headers } = message;
  requests.push({ method, target, headers, body });
  const url = new URL(target, 'http://toy.example');
  const request: ToyRequest = { method, path: url.pathname, query: url.searchParams, turns: headers['x-turns'], body };
  const open = url.pathname === '/v2/workers' || headers['x-toy-key'] === key;
  write(response, open ? answerToy(works, request) : failure(401, 'bad_key', 'This key opens nothing.'), requests.length);
}

async function readBody(message: IncomingMessage): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of message) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

function write(response: ServerResponse, answer: Answer, count: number): void {
  const isText = typeof answer.content === 'string';
  response.statusCode = answer.status;
  response.setHeader('x-toy-trace', `trace-${count}`);
  if (answer.content === undefined) {
    response.end();
    return;
  }
  response.setHeader('content-type', isText ? 'text/plain; charset=utf-8' : 'application/json');
  response.end(isText ? answer.content : JSON.stringify(answer.content));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}
