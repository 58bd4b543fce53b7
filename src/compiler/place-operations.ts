import {
  type NamedOperation,
  type OperationPlace,
  basePathOf,
  isTemplate,
  methodName,
  pathSteps,
  serviceOf,
  singular,
  snakeCase,
  verbOf,
  withoutPrefix,
} from './naming.ts';
import type { NamingFacts } from './overlay.ts';

/**
 * Gives every operation its service, resource, method name and verb: by the overlay where it speaks, else from the shape of the paths.
 * Names are unique: methods within a resource, resources within a service.
 */
export function placeOperations(operations: readonly NamedOperation[], naming: NamingFacts): ReadonlyMap<NamedOperation, OperationPlace> {
  const collections = collectionPaths(operations, naming);
  const names = new ResourceNames();
  const places = new Map<NamedOperation, OperationPlace>();
  const taken = new Set<string>();
  for (const operation of operations) {
    const place = placeOf(operation, naming, (path) => names.of(path, naming, collections));
    let method = place.method;
    for (let count = 2; taken.has(`${place.service}.${place.resource}.${method}`); count += 1) method = `${place.method}_${count}`;
    taken.add(`${place.service}.${place.resource}.${method}`);
    places.set(operation, { ...place, method });
  }
  return places;
}

function placeOf(operation: NamedOperation, naming: NamingFacts, guess: (path: string) => string): OperationPlace {
  const said = naming.operations.get(operation.id);
  const base = basePathOf(operation.path, naming);
  return {
    service: said?.service ?? base?.service ?? serviceOf(operation.path, naming),
    resource: said?.resource ?? base?.resource ?? guess(operation.path),
    method: said?.method ?? methodName(operation.id),
    verb: said?.verb ?? verbOf(operation, naming),
  };
}

/** Paths that rows live at: those that are read, or have something read, replaced or deleted one step below. */
function collectionPaths(operations: readonly NamedOperation[], naming: NamingFacts): ReadonlySet<string> {
  const found = new Set<string>();
  for (const operation of operations) {
    const steps = withoutPrefix(pathSteps(operation.path), naming);
    const isItem = isTemplate(steps.at(-1) ?? '');
    const creates = operation.httpMethod === 'POST' && verbOf(operation, naming) === 'insert';
    if (isItem || creates || operation.httpMethod === 'GET') found.add(shape(isItem ? steps.slice(0, -1) : steps));
  }
  return found;
}

/** Hands out resource names: the last fixed step of the collection's path, with steps before it where another collection has that name. */
class ResourceNames {
  private readonly byShape = new Map<string, string>();
  private readonly owners = new Map<string, string>();

  of(path: string, naming: NamingFacts, collections: ReadonlySet<string>): string {
    const steps = collectionOf(withoutPrefix(pathSteps(path), naming), collections);
    const key = shape(steps);
    const known = this.byShape.get(key);
    if (known !== undefined) return known;
    const name = this.free(serviceOf(path, naming), steps, key);
    this.byShape.set(key, name);
    return name;
  }

  private free(service: string, steps: readonly string[], key: string): string {
    const fixed = steps.filter((step) => !isTemplate(step)).map(snakeCase);
    const last = fixed.at(-1) ?? 'root';
    const candidates = fixed.map((_, index) => [...fixed.slice(fixed.length - 1 - index, -1).map(singular), last].join('_'));
    for (const candidate of [last, ...candidates, ...[2, 3, 4, 5, 6, 7, 8, 9].map((count) => `${last}_${count}`)]) {
      const owner = this.owners.get(`${service}.${candidate}`);
      if (owner !== undefined && owner !== key) continue;
      this.owners.set(`${service}.${candidate}`, key);
      return candidate;
    }
    return snakeCase(key);
  }
}

/** The longest beginning of a path that is a collection; actions and sub-steps below it are cut off. */
function collectionOf(steps: readonly string[], collections: ReadonlySet<string>): readonly string[] {
  for (let length = steps.length; length > 0; length -= 1) {
    const candidate = steps.slice(0, length);
    if (!isTemplate(candidate.at(-1) ?? '') && collections.has(shape(candidate))) return candidate;
  }
  const fixed = steps.findLastIndex((step) => !isTemplate(step));
  return steps.slice(0, fixed + 1);
}

function shape(steps: readonly string[]): string {
  return steps.map((step) => (isTemplate(step) ? '{}' : step)).join('/');
}
