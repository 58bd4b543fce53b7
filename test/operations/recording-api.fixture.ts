import type { HttpRequest, Transport } from '../../src/request/http-message.ts';
import { readDocument } from '../../src/openapi/document.ts';
import { operationSites, readOperation } from '../../src/openapi/operation.ts';
import { Random } from '../../src/sandbox/random.ts';
import { sampleValue } from '../../src/sandbox/schema/sample-value.ts';
import { SchemaReader } from '../../src/sandbox/schema/schema-reader.ts';
import type { JsonValue } from '../../src/values/value.ts';
import { type ApiOperation, apiOperations, asNode, documentText, isNode } from './api-document.fixture.ts';
import { operationOf } from './check-request.fixture.ts';

/** A request, the operation that it reaches, and what it was answered with. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly operation: ApiOperation | undefined;
  /** Undefined where the operation answers nothing. */
  readonly answer: JsonValue | undefined;
}

/** A transport that sends nothing anywhere: it notes each request and answers with a sample of what the document promises. */
export interface RecordingApi {
  readonly transport: Transport;
  /** What was sent since the last call of this. */
  exchanges(): readonly Exchange[];
}

const operations = apiOperations();
const document = readDocument(documentText);
const reader = new SchemaReader(document);
const described = new Map(operationSites(document).map((site) => [`${site.method} ${site.path}`, readOperation(document, site)]));

/** What single answers have to say for a statement to go on to its own call. */
const facts: Readonly<Record<string, { readonly [key: string]: JsonValue }>> = {
  // DELETE of a user is for those that are deactivated.
  getUser: { status: 'DEPROVISIONED' },
};

/** Opens one. */
export function recordingApi(): RecordingApi {
  let noted: Exchange[] = [];
  return {
    transport: async (request) => {
      const operation = operationOf(operations, request);
      const { status, mediaType, body } = operation === undefined ? notFound : sampleAnswer(operation);
      noted.push({ request, operation, answer: body });
      const text = body === undefined ? '' : mediaType?.endsWith('json') === true ? JSON.stringify(body) : String(body);
      return { status, headers: mediaType === null ? [] : [['content-type', mediaType]], body: inPieces(text) };
    },
    exchanges() {
      const exchanges = noted;
      noted = [];
      return exchanges;
    },
  };
}

async function* inPieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

interface Answer {
  readonly status: number;
  readonly mediaType: string | null;
  readonly body: JsonValue | undefined;
}

const notFound: Answer = { status: 404, mediaType: null, body: undefined };

function sampleAnswer({ id, method, path, answers }: ApiOperation): Answer {
  const [{ status, mediaType } = { status: 200, mediaType: null }] = answers;
  const media = described
    .get(`${method} ${path}`)
    ?.responses.flatMap(({ content }) => content)
    .find((candidate) => candidate.mediaType === mediaType);
  if (media?.schema === undefined) return { status, mediaType: null, body: undefined };
  const sample = sampleValue(reader, media.schema, { random: new Random(3), key: path, variant: 0, direction: 'response' });
  const body = lastPage(JSON.parse(JSON.stringify(sample)));
  return { status, mediaType, body: isNode(body) ? { ...body, ...facts[id] } : body };
}

/** A sample of a link would be followed. */
function lastPage(body: JsonValue): JsonValue {
  if (!isNode(body) || !isNode(body['_links'])) return body;
  const { next: _next, ...links } = asNode(body['_links']);
  return { ...body, _links: links };
}
