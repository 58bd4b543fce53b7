import { type HttpRequest, headerValue } from '../../src/request/http-message.ts';
import { type ApiBody, type ApiOperation, type ApiParameter, asList, asNode, type Node, resolved } from './api-document.fixture.ts';
import { valueProblems } from './check-value.fixture.ts';

/** The operation that a request reaches: literal steps win over templates. */
export function operationOf(operations: readonly ApiOperation[], request: HttpRequest): ApiOperation | undefined {
  const steps = pathSteps(request);
  const fitting = operations.filter(({ method, path }) => method === request.method && fits(path, steps));
  return fitting.toSorted((a, b) => literalness(b.path).localeCompare(literalness(a.path)))[0];
}

function pathSteps({ url }: HttpRequest): readonly string[] {
  return new URL(url).pathname.split('/').slice(1);
}

function fits(template: string, steps: readonly string[]): boolean {
  const wanted = template.split('/').slice(1);
  return wanted.length === steps.length && wanted.every((step, index) => isTemplate(step) || step === steps[index]);
}

function isTemplate(step: string): boolean {
  return step.startsWith('{');
}

function literalness(path: string): string {
  return path
    .split('/')
    .map((step) => (isTemplate(step) ? '0' : '1'))
    .join('');
}

/** Values of the path's variables, decoded. */
export function pathValues({ path }: ApiOperation, request: HttpRequest): ReadonlyMap<string, string> {
  const steps = pathSteps(request);
  const values = path
    .split('/')
    .slice(1)
    .flatMap((step, index): [string, string][] => (isTemplate(step) ? [[step.slice(1, -1), decodeURIComponent(steps[index] ?? '')]] : []));
  return new Map(values);
}

/** Everything that a request has wrong against the document: query, headers and body. */
export function requestProblems(operation: ApiOperation, request: HttpRequest): readonly string[] {
  return [...queryProblems(operation, request), ...headerProblems(operation, request), ...bodyProblems(operation.body, request)];
}

function queryProblems({ parameters }: ApiOperation, { url }: HttpRequest): readonly string[] {
  const query = new URL(url).searchParams;
  const declared = parameters.filter((parameter) => parameter.in === 'query');
  const strangers = [...new Set(query.keys())].filter((name) => !declared.some((parameter) => parameter.name === name));
  return [
    ...strangers.map((name) => `query ${name}: unknown`),
    ...declared.flatMap((parameter) => parameterProblems(parameter, query.getAll(parameter.name))),
  ];
}

function headerProblems({ parameters }: ApiOperation, { headers }: HttpRequest): readonly string[] {
  return parameters
    .filter((parameter) => parameter.in === 'header')
    .flatMap((parameter) => {
      const value = headerValue(headers, parameter.name);
      return parameterProblems(parameter, value === undefined ? [] : [value]);
    });
}

function parameterProblems({ name, required, schema, explode }: ApiParameter, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return required ? [`${name}: missing`] : [];
  const { type, items } = resolved(schema);
  if (type === 'array') {
    const values = explode ? texts : texts.flatMap((text) => text.split(','));
    return [
      ...(texts.length > 1 && !explode ? [`${name}: repeated`] : []),
      ...values.flatMap((value) => scalarProblems(name, asNode(items), value)),
    ];
  }
  return texts.length > 1 ? [`${name}: given ${texts.length} times`] : scalarProblems(name, schema, texts[0] ?? '');
}

function scalarProblems(name: string, reference: Node, text: string): readonly string[] {
  const schema = resolved(reference);
  const { type, minimum, maximum } = schema;
  const known = asList(schema['enum']).map(String);
  const problems: string[] = [];
  if (type === 'boolean' && text !== 'true' && text !== 'false') problems.push('no boolean');
  if ((type === 'integer' || type === 'number') && !/^-?\d+(\.\d+)?$/.test(text)) problems.push('no number');
  if (typeof minimum === 'number' && Number(text) < minimum) problems.push('too small');
  if (typeof maximum === 'number' && Number(text) > maximum) problems.push('too large');
  if (known.length > 0 && !known.includes(text)) problems.push('not listed');
  return problems.map((problem) => `${name}: ${text} is ${problem}`);
}

function bodyProblems(body: ApiBody | null, { method, headers, body: bytes }: HttpRequest): readonly string[] {
  const length = headerValue(headers, 'content-length');
  if (bytes === null) {
    if (body?.required === true) return ['body: missing'];
    return method === 'GET' || method === 'DELETE' || length === '0' ? [] : [`content-length: ${length ?? 'missing'}`];
  }
  if (body === null) return ['body: not taken'];
  const sent = headerValue(headers, 'content-type') ?? '';
  const mediaType = sent.split(';')[0]?.trim() ?? '';
  const schema = body.content.get(mediaType);
  if (schema === undefined) return [`content-type: ${sent}`];
  if (length !== String(bytes.byteLength)) return [`content-length: ${length} for ${bytes.byteLength} bytes`];
  if (mediaType === 'multipart/form-data') return formProblems(schema, sent, Buffer.from(bytes).toString('latin1'));
  if (!mediaType.endsWith('json')) return bytes.byteLength === 0 ? ['body: empty'] : [];
  return valueProblems(schema, JSON.parse(Buffer.from(bytes).toString('utf8')));
}

/** RFC 7578: parts between boundary lines, each with its name. */
function formProblems(schema: Node, contentType: string, text: string): readonly string[] {
  const boundary = /;\s*boundary="?([^";]+)"?$/.exec(contentType)?.[1];
  if (boundary === undefined) return ['content-type: no boundary'];
  const lines = text.split(`--${boundary}`);
  if (lines[0] !== '' || lines.at(-1) !== '--\r\n') return ['body: not closed by its boundary'];
  const parts = lines.slice(1, -1).map((part) => /^\r\nContent-Disposition: form-data; name="([^"]+)"/i.exec(part)?.[1]);
  const missing = asList(resolved(schema)['required']).filter((name) => !parts.includes(String(name)));
  const strangers = parts.filter((name) => name === undefined || asNode(resolved(schema)['properties'])[name] === undefined);
  return [...missing.map((name) => `part ${String(name)}: missing`), ...strangers.map((name) => `part ${name ?? ''}: unknown`)];
}
