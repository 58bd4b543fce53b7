import type { SqlVerb } from '../catalog/descriptor.ts';
import type { BasePath, NamingFacts, VerbRule } from './overlay.ts';

/** Where an operation belongs. */
export interface OperationPlace {
  readonly service: string;
  readonly resource: string;
  readonly method: string;
  readonly verb: SqlVerb;
}

/** The parts of an operation that names are made from. */
export interface NamedOperation {
  /** Identifier in the document; made from method and path when the document has none. */
  readonly id: string;
  readonly httpMethod: string;
  /** Path as the document has it, before the server's own base path. */
  readonly path: string;
}

/** Verbs for documents without an overlay, tried after the overlay's own. */
const defaultVerbs: readonly VerbRule[] = [
  { method: 'GET', words: [], item: null, verb: 'select' },
  { method: 'HEAD', words: [], item: null, verb: 'exec' },
  { method: 'POST', words: ['create', 'add', 'insert', 'new', 'post', 'register'], item: null, verb: 'insert' },
  { method: 'POST', words: [], item: true, verb: 'update' },
  { method: 'PUT', words: [], item: null, verb: 'replace' },
  { method: 'PATCH', words: [], item: null, verb: 'update' },
  { method: 'DELETE', words: [], item: true, verb: 'delete' },
];

/** Name of a method in SQL: `listApplicationKeys` → `list_application_keys`. */
export function methodName(operationId: string): string {
  return snakeCase(operationId);
}

/** Lower case with `_` between words and for everything that no SQL name holds. */
export function snakeCase(name: string): string {
  const snake = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9_]+/g, '_')
    .toLowerCase();
  return /^[a-z_]/.test(snake) ? snake : `_${snake}`;
}

/** An identifier for an operation that the document gives none: `GET /pets/{petId}` → `getPetsByPetId`. */
export function madeUpId(httpMethod: string, path: string): string {
  const steps = pathSteps(path).map((step) => (isTemplate(step) ? `By${capital(step.slice(1, -1))}` : capital(camelCase(step))));
  return `${httpMethod.toLowerCase()}${steps.join('')}`;
}

/** SQL verb by the overlay's rules, then the general ones; `exec` when none fits. */
export function verbOf(operation: NamedOperation, naming: NamingFacts): SqlVerb {
  const [first = ''] = snakeCase(operation.id).split('_');
  const item = isTemplate(pathSteps(operation.path).at(-1) ?? '');
  const fits = (rule: VerbRule): boolean =>
    rule.method === operation.httpMethod &&
    (rule.words.length === 0 || rule.words.includes(first)) &&
    (rule.item === null || rule.item === item);
  return [...naming.verbs, ...defaultVerbs].find(fits)?.verb ?? 'exec';
}

/** The base path of the table that an operation's path begins with; the longest one wins. */
export function basePathOf(path: string, naming: NamingFacts): BasePath | undefined {
  const steps = pathSteps(path);
  let best: BasePath | undefined;
  let length = 0;
  for (const candidate of naming.basePaths) {
    const base = pathSteps(candidate.path);
    if (base.length > length && startsWith(steps, base)) [best, length] = [candidate, base.length];
  }
  return best;
}

/** Service of a path that the base-path table does not list: its first step that is no prefix. */
export function serviceOf(path: string, naming: NamingFacts): string {
  const steps = withoutPrefix(pathSteps(path), naming);
  const first = steps.find((step) => !isTemplate(step)) ?? 'root';
  return naming.services.get(first) ?? snakeCase(first);
}

/** Steps that say nothing of their own at the beginning of a path: prefixes of the overlay, versions, `api`. */
export function withoutPrefix(steps: readonly string[], naming: NamingFacts): readonly string[] {
  const prefix = naming.prefixes
    .map(pathSteps)
    .filter((candidate) => startsWith(steps, candidate))
    .sort((left, right) => right.length - left.length)[0];
  if (prefix !== undefined && prefix.length < steps.length) return steps.slice(prefix.length);
  let from = 0;
  while (from < steps.length - 1 && /^(?:api|rest|v\d+(?:\.\d+)*)$/i.test(steps[from] ?? '')) from += 1;
  return steps.slice(from);
}

/** The steps of a path between its slashes. */
export function pathSteps(path: string): readonly string[] {
  return path.split('/').filter((step) => step !== '');
}

/** Tells whether a step holds a parameter. */
export function isTemplate(step: string): boolean {
  return step.includes('{');
}

/** Words of a name, capitals and digits kept together: `x5cUrl` → `x5c url`. */
export function humanise(name: string): string {
  const words = snakeCase(name).replaceAll('_', ' ').trim();
  const spelt = words.replaceAll(/\b(?:id|url|uri|api|ip|sso|html|json|sms)\b/g, (word) => word.toUpperCase());
  return capital(spelt === '' ? name : spelt);
}

/** `well-known_uris` → `wellKnownUris`. */
export function camelCase(name: string): string {
  return name
    .replaceAll(/^[^A-Za-z0-9]+/g, '')
    .replaceAll(/[^A-Za-z0-9]+([A-Za-z0-9])?/g, (_, letter: string | undefined) => (letter ?? '').toUpperCase());
}

/** One of many: `policies` → `policy`, `apps` → `app`; words that are no plural stay. */
export function singular(word: string): string {
  if (/ies$/i.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ss|us|is)$/i.test(word)) return word;
  if (/(?:xes|ches|shes|sses)$/i.test(word)) return word.slice(0, -2);
  return /s$/i.test(word) ? word.slice(0, -1) : word;
}

function startsWith(steps: readonly string[], base: readonly string[]): boolean {
  return base.length <= steps.length && base.every((step, index) => sameStep(step, steps[index] ?? ''));
}

function sameStep(pattern: string, step: string): boolean {
  return isTemplate(pattern) ? isTemplate(step) : pattern === step;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
