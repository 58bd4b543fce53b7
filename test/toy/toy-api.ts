import { BadExpression, toyFilter } from './toy-filter.ts';
import type { Box, Toy, ToyWorks } from './toy-works.ts';

/** What the API looks at in a request. */
export interface ToyRequest {
  readonly method: string;
  /** Still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly turns: string | string[] | undefined;
  readonly body: string;
}

/** What it answers: text as text, anything else as JSON, undefined as nothing. */
export interface Answer {
  readonly status: number;
  readonly content: unknown;
}

type Handler = (works: ToyWorks, request: ToyRequest, id: string) => Answer;

const routes: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  ['GET', /^\/v2\/toys$/, listToys],
  ['POST', /^\/v2\/toys$/, addToy],
  ['GET', /^\/v2\/toys\/([^/:]+)$/, withToy((toy) => ok({ data: toy }))],
  ['PATCH', /^\/v2\/toys\/([^/:]+)$/, changeToy],
  ['DELETE', /^\/v2\/toys\/([^/:]+)$/, dropToy],
  ['POST', /^\/v2\/toys\/([^/:]+):wind$/, windToy],
  ['GET', /^\/v2\/toys\/([^/]+)\/label$/, withToy((toy) => ok(`${toy.name}\nNot for eating.\n`))],
  ['GET', /^\/v2\/toys\/([^/]+)\/parts$/, listParts],
  ['GET', /^\/v2\/boxes$/, listBoxes],
  ['GET', /^\/v2\/boxes\/([^/]+)$/, getBox],
  ['PUT', /^\/v2\/boxes\/([^/]+)$/, putBox],
  ['GET', /^\/v2\/inspections$/, listInspections],
  ['GET', /^\/v2\/workers$/, (works) => ok(works.workers)],
];

/** Answers one request whose key is right. */
export function answerToy(works: ToyWorks, request: ToyRequest): Answer {
  for (const [method, pattern, handler] of routes) {
    const match = method === request.method ? pattern.exec(request.path) : null;
    if (match !== null) return handler(works, request, decodeURIComponent(match[1] ?? ''));
  }
  return failure(405, 'no_such_call', `Nothing answers ${request.method} ${request.path}.`);
}

/** An error answer in the toy API's own form. */
export function failure(status: number, type: string, text: string, details: readonly string[] = []): Answer {
  return { status, content: { error: { type, text, details: details.map((detail) => ({ text: detail })) } } };
}

function ok(content: unknown, status = 200): Answer {
  return { status, content };
}

const noSuchThing = failure(410, 'no_such_thing', 'There is no such thing.');

function withToy(answer: (toy: Toy) => Answer): Handler {
  return (works, _request, id) => {
    const toy = works.toys.get(id);
    return toy === undefined ? noSuchThing : answer(toy);
  };
}

function listToys(works: ToyWorks, { query }: ToyRequest): Answer {
  const colour = query.get('colour');
  const dearerThan = Number(query.get('dearer_than') ?? '-1');
  const plain = [...works.toys.values()].filter((toy) => (colour === null || toy.colour === colour) && toy.price > dearerThan);
  const fitting = wanted(plain, query);
  if (fitting === undefined) return failure(400, 'bad_where', 'This cannot be read.');
  const start = Number(/^at-(\d+)$/.exec(query.get('from') ?? 'at-0')?.[1] ?? '0');
  const end = start + Math.min(Number(query.get('per') ?? '2'), 5);
  return ok({ data: { items: fitting.slice(start, end), resume: end < fitting.length ? `at-${end}` : null } });
}

/** Toys that `where` lets through, by price where `order_by` says so; undefined when the expression cannot be read. */
function wanted(toys: readonly Toy[], query: URLSearchParams): readonly Toy[] | undefined {
  try {
    const fitting = toys.filter(toyFilter(query.get('where') ?? "id!=''"));
    const sign = query.get('way') === 'down' ? -1 : 1;
    return query.get('order_by') === 'cost' ? fitting.sort((a, b) => sign * (a.price - b.price)) : fitting;
  } catch (error) {
    if (error instanceof BadExpression) return undefined;
    throw error;
  }
}

function addToy(works: ToyWorks, { body }: ToyRequest): Answer {
  const fields = parseObject(body);
  const problems = [
    typeof fields['name'] === 'string' ? '' : 'name is missing',
    typeof fields['price'] === 'number' ? '' : 'price is missing',
  ];
  if (problems.some((problem) => problem !== '')) return failure(422, 'bad_toy', 'Such a toy cannot be made.', problems.filter(Boolean));
  const blank: Toy = {
    id: `T${works.toys.size + 1}`,
    name: '',
    colour: null,
    price: 0,
    stock: 0,
    fragile: null,
    made_at: '2026-06-01T00:00:00.000Z',
    size: null,
  };
  const toy: Toy = { ...blank, ...fields, id: blank.id };
  works.toys.set(toy.id, toy);
  return ok({ data: toy }, 201);
}

function changeToy(works: ToyWorks, { body }: ToyRequest, id: string): Answer {
  const toy = works.toys.get(id);
  if (toy === undefined) return noSuchThing;
  const changed: Toy = { ...toy, ...parseObject(body), id };
  works.toys.set(id, changed);
  return ok({ data: changed });
}

function dropToy(works: ToyWorks, _request: ToyRequest, id: string): Answer {
  return works.toys.delete(id) ? ok(undefined, 204) : noSuchThing;
}

function windToy(works: ToyWorks, { turns }: ToyRequest, id: string): Answer {
  if (!works.toys.has(id)) return noSuchThing;
  const count = Number(turns);
  return Number.isInteger(count) && count > 0 ? ok({ runs: 10 * count }) : failure(422, 'bad_turns', 'X-Turns is missing.');
}

function listParts(works: ToyWorks, _request: ToyRequest, id: string): Answer {
  const parts = works.parts.get(id);
  return parts === undefined || !works.toys.has(id) ? noSuchThing : ok({ parts });
}

function listBoxes(works: ToyWorks, { query }: ToyRequest): Answer {
  const size = Math.min(Number(query.get('per') ?? '2'), 4);
  const start = (Number(query.get('page') ?? '1') - 1) * size;
  return ok({ boxes: [...works.boxes.values()].slice(start, start + size) });
}

function getBox(works: ToyWorks, _request: ToyRequest, code: string): Answer {
  const box = works.boxes.get(code);
  return box === undefined ? noSuchThing : ok(box);
}

function putBox(works: ToyWorks, { body }: ToyRequest, code: string): Answer {
  const { material, litres } = parseObject(body);
  if (typeof material !== 'string') return failure(422, 'bad_box', 'Such a box cannot be made.', ['material is missing']);
  const box: Box = { code, material, litres: typeof litres === 'number' ? litres : null };
  works.boxes.set(code, box);
  return ok(box);
}

const inspectionsPerPage = 2;

function listInspections(works: ToyWorks, { query }: ToyRequest): Answer {
  const kind = query.get('kind');
  if (kind === null) return failure(422, 'no_kind', 'Say which kind.');
  const found = works.inspections.filter((inspection) => inspection.kind === kind);
  const start = Number(query.get('after') ?? '0');
  const end = start + inspectionsPerPage;
  const more = end < found.length ? { url: `?kind=${encodeURIComponent(kind)}&after=${end}` } : null;
  return ok({ found: found.slice(start, end), more });
}

function parseObject(body: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(body === '' ? '{}' : body);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
