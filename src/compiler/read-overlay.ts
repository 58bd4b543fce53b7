import { load } from 'js-yaml';
import {
  type ComplementDescriptor,
  type CountDescriptor,
  type GuardDescriptor,
  sqlVerbs,
  type WindowDescriptor,
} from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { readRateLimits } from './buckets.ts';
import {
  type AbsentAnswer,
  type BasePath,
  type CollisionMark,
  type DiscriminatorMark,
  Marks,
  type OperationNames,
  type Overlay,
  type ParentMark,
  type RoleMark,
  type VerbRule,
} from './overlay.ts';
import { readInverse } from './overlay-inverse.ts';
import { readNaturalKey, readStateEffects, readTransition } from './overlay-lifecycle.ts';
import { readWrite } from './overlay-writes.ts';
import { readPageCursor, readProviderFacts } from './overlay-provider.ts';
import { readFilterLanguage, readPushdown } from './overlay-pushdown.ts';
import {
  entries,
  isPresent,
  items,
  member,
  number,
  onlyKeys,
  optionalText,
  type OverlayValue,
  text,
  texts,
  word,
  wrong,
} from './overlay-value.ts';

/** One overlay file; the name is used in messages. */
export interface OverlayText {
  readonly name: string;
  readonly text: string;
}

const sections = [
  ...['strict', 'provider', 'naming', 'paging', 'absent', 'roles', 'collisions', 'renamed', 'parents', 'each', 'sources', 'keys'],
  ...['effects', 'repeats', 'sensitive', 'caveats', 'discriminators', 'leadingColumns'],
  ...[
    'complements',
    'windows',
    'pushdown',
    'filterLanguages',
    'inverses',
    'guards',
    'counts',
    'rateLimits',
    'writes',
    'eventual',
    'openSchemas',
    'naturalKeys',
    'byState',
    'transitions',
  ],
];

/** Reads overlay files and joins them. Throws `invalid_descriptor` for what is malformed, unknown or said twice. */
export function readOverlay(files: readonly OverlayText[]): Overlay {
  const roots = files.map(parseYaml);
  for (const root of roots) onlyKeys(root, sections);
  const all = (...path: readonly string[]): readonly OverlayValue[] =>
    roots.map((root) => path.reduce(member, root)).filter((node) => isPresent(node));
  const marks = <Mark>(read: (node: OverlayValue) => Mark, ...path: readonly string[]): Marks<Mark> =>
    readMarks(path.join('.'), all(...path), read);
  return {
    strict: all('strict').some((node) => node.value === true),
    provider: readProviderFacts(all('provider')),
    naming: {
      prefixes: all('naming', 'prefixes').flatMap(texts),
      services: new Map(all('naming', 'services').flatMap((node) => entries(node).map(([step, name]) => [step, text(name)] as const))),
      basePaths: all('naming', 'resources').flatMap(readBasePaths),
      verbs: all('naming', 'verbs').flatMap((node) => items(node).map(readVerbRule)),
      operations: marks(readOperationNames, 'naming', 'operations'),
      columns: marks(text, 'naming', 'columns'),
    },
    paging: {
      cursorParameters: all('paging', 'cursorParameters').flatMap(texts),
      sizeParameters: all('paging', 'sizeParameters').flatMap(texts),
      list: all('paging', 'list').map(readPageCursor)[0] ?? null,
      envelope: all('paging', 'envelope').map(readPageCursor)[0] ?? null,
      sizes: marks(readSize, 'paging', 'sizes'),
    },
    rateLimits: readRateLimits(all('rateLimits')),
    absentWhenKeyed: all('absent', 'keyed').flatMap(readAbsent),
    absent: marks(readAbsent, 'absent', 'operations'),
    roles: marks(readRole, 'roles'),
    collisions: marks(readCollision, 'collisions'),
    renamed: marks(text, 'renamed'),
    parents: marks(readParents, 'parents'),
    each: marks(texts, 'each'),
    sources: marks(text, 'sources'),
    keys: marks(optionalText, 'keys'),
    effects: marks(texts, 'effects'),
    repeats: marks((node) => word(node, ['always', 'unprocessed']), 'repeats'),
    sensitive: readNames('sensitive', all('sensitive')),
    caveats: marks(texts, 'caveats'),
    discriminators: marks(readDiscriminator, 'discriminators'),
    leadingColumns: marks(texts, 'leadingColumns'),
    complements: marks(readComplements, 'complements'),
    windows: marks(readWindow, 'windows'),
    pushdown: marks(readPushdown, 'pushdown'),
    filterLanguages: Object.fromEntries(marks(readFilterLanguage, 'filterLanguages').entries),
    inverses: marks(readInverse, 'inverses'),
    guards: marks(readGuard, 'guards'),
    counts: marks(readCount, 'counts'),
    writes: marks(readWrite, 'writes'),
    eventual: readNames('eventual', all('eventual')),
    openSchemas: readNames('openSchemas', all('openSchemas')),
    naturalKeys: marks(readNaturalKey, 'naturalKeys'),
    byState: marks(readStateEffects, 'byState'),
    transitions: marks(readTransition, 'transitions'),
  };
}

function parseYaml(file: OverlayText): OverlayValue {
  try {
    return { value: load(file.text), at: `${file.name}:` };
  } catch (error) {
    throw new QueryError('invalid_descriptor', `${file.name} is not YAML: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function readMarks<Mark>(kind: string, nodes: readonly OverlayValue[], read: (node: OverlayValue) => Mark): Marks<Mark> {
  const found = new Map<string, Mark>();
  for (const node of nodes) {
    for (const [key, value] of entries(node)) {
      if (found.has(key)) throw new QueryError('invalid_descriptor', `${value.at}: said a second time`);
      found.set(key, read(value));
    }
  }
  return new Marks(kind, found);
}

function readNames(kind: string, nodes: readonly OverlayValue[]): Marks<true> {
  return new Marks(kind, new Map(nodes.flatMap(texts).map((name) => [name, true])));
}

function readBasePaths(node: OverlayValue): readonly BasePath[] {
  return entries(node).flatMap(([service, resources]) =>
    entries(resources).flatMap(([resource, paths]) => texts(paths).map((path) => ({ service, resource, path }))),
  );
}

function readVerbRule(node: OverlayValue): VerbRule {
  onlyKeys(node, ['method', 'words', 'path', 'verb']);
  const path = optionalText(member(node, 'path'));
  if (path !== null && path !== 'item' && path !== 'collection') throw wrong(member(node, 'path'), 'item or collection');
  return {
    method: text(member(node, 'method')),
    words: texts(member(node, 'words')),
    item: path === null ? null : path === 'item',
    verb: word(member(node, 'verb'), sqlVerbs),
  };
}

function readOperationNames(node: OverlayValue): OperationNames {
  onlyKeys(node, ['service', 'resource', 'method', 'verb']);
  const verb = member(node, 'verb');
  return {
    service: optionalText(member(node, 'service')),
    resource: optionalText(member(node, 'resource')),
    method: optionalText(member(node, 'method')),
    verb: isPresent(verb) ? word(verb, sqlVerbs) : null,
  };
}

function readSize(node: OverlayValue): { readonly preferred: number; readonly maximum: number; readonly minimum?: number } {
  onlyKeys(node, ['preferred', 'maximum', 'minimum']);
  const minimum = member(node, 'minimum');
  return {
    preferred: number(member(node, 'preferred')),
    maximum: number(member(node, 'maximum')),
    ...(isPresent(minimum) ? { minimum: number(minimum) } : {}),
  };
}

function readAbsent(node: OverlayValue): readonly AbsentAnswer[] {
  return items(node).map((item) => ({ status: number(member(item, 'status')), code: optionalText(member(item, 'code')) }));
}

function readRole(node: OverlayValue): RoleMark {
  if (typeof node.value === 'string') return { role: word(node, ['selects', 'option']), effect: null };
  onlyKeys(node, ['role', 'effect']);
  return { role: word(member(node, 'role'), ['selects', 'option']), effect: optionalText(member(node, 'effect')) };
}

function readCollision(node: OverlayValue): CollisionMark {
  if (typeof node.value === 'string') return { column: word(node, ['same', 'alias']), sqlName: null };
  onlyKeys(node, ['different']);
  return { column: 'none', sqlName: text(member(node, 'different')) };
}

function readParents(node: OverlayValue): readonly ParentMark[] | null {
  if (node.value === null) return null;
  const marks = Array.isArray(node.value) ? items(node).map(readParent) : [readParent(node)];
  const [first, ...others] = marks;
  if (first === undefined || others.some(({ resource }) => resource !== first.resource)) throw wrong(node, 'columns of one resource');
  return marks;
}

/** `service.resource.column`, with a path inside the column behind it; `lastStepOf` takes the end of a URL. */
function readParent(node: OverlayValue): ParentMark {
  if (typeof node.value !== 'string') {
    onlyKeys(node, ['lastStepOf']);
    return { ...readParent(member(node, 'lastStepOf')), lastStep: true };
  }
  const [service, resource, column, ...rest] = text(node).split('.');
  const [name, walked, ...more] = (column ?? '').split('[]');
  if (service === undefined || resource === undefined || name === undefined || name === '' || more.length > 0 || (walked ?? '') !== '') {
    throw wrong(node, 'service.resource.column');
  }
  const path = [...(walked === undefined ? [] : ['[]']), ...rest].join('.');
  return { resource: `${service}.${resource}`, column: name, ...(path === '' ? {} : { path }) };
}

function readComplements(node: OverlayValue): ComplementDescriptor {
  onlyKeys(node, ['unless', 'calls']);
  const calls = items(member(node, 'calls')).map((item) => Object.fromEntries(entries(item).map(([name, value]) => [name, text(value)])));
  return { unless: texts(member(node, 'unless')), calls };
}

function readWindow(node: OverlayValue): WindowDescriptor {
  onlyKeys(node, ['column', 'from', 'to', 'days']);
  return {
    column: text(member(node, 'column')),
    from: text(member(node, 'from')),
    to: text(member(node, 'to')),
    days: number(member(node, 'days')),
  };
}

function readCount(node: OverlayValue): CountDescriptor {
  onlyKeys(node, ['method', 'arguments', 'value', 'unless']);
  const given = entries(member(node, 'arguments')).map(([name, value]): readonly [string, string] => [name, text(value)]);
  return {
    method: text(member(node, 'method')),
    arguments: Object.fromEntries(given),
    value: text(member(node, 'value')),
    unless: texts(member(node, 'unless')),
  };
}

function readGuard(node: OverlayValue): GuardDescriptor {
  onlyKeys(node, ['column', 'values', 'instead']);
  return { column: text(member(node, 'column')), values: texts(member(node, 'values')), instead: text(member(node, 'instead')) };
}

function readDiscriminator(node: OverlayValue): DiscriminatorMark {
  onlyKeys(node, ['property', 'mapping']);
  return {
    property: text(member(node, 'property')),
    mapping: Object.fromEntries(entries(member(node, 'mapping')).map(([value, index]) => [value, number(index)])),
  };
}
