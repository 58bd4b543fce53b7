import type { OpenApiDocument } from '../../openapi/document.ts';
import { type Operation, operationSites, readOperation } from '../../openapi/operation.ts';

/** An operation and the values of its path's parameters, decoded. */
export interface Match {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

/** What a path leads to: a match, a path without that method, or nothing. */
export type Route = Match | 'wrong-method' | 'unknown-path';

interface Node {
  readonly literals: Map<string, Node>;
  wildcard: Node | null;
  readonly methods: Map<string, () => Operation>;
}

/**
 * Finds operations by method and path. Literal segments win over parameters, segment by segment; operations are read from the document
 * when they are first called.
 */
export class Router {
  readonly #root: Node = newNode();
  /** Every path template of the document. */
  readonly templates: readonly string[];

  constructor(document: OpenApiDocument) {
    const sites = operationSites(document);
    for (const site of sites) {
      let node = this.#root;
      for (const segment of segmentsOf(site.path)) node = childFor(node, segment);
      node.methods.set(
        site.method,
        once(() => readOperation(document, site)),
      );
    }
    this.templates = [...new Set(sites.map((site) => site.path))];
  }

  /** Finds the operation for a method and a path without its query; a path that is not well encoded is unknown. */
  match(method: string, path: string): Route {
    const segments = segmentsOf(path).map(decode);
    if (segments.some((segment) => segment === undefined || segment === '')) return 'unknown-path';
    const found = this.#find(
      this.#root,
      segments.filter((segment) => segment !== undefined),
      0,
    );
    if (found === undefined) return 'unknown-path';
    const read = found.methods.get(method);
    if (read === undefined) return 'wrong-method';
    const operation = read();
    return { operation, params: paramsOf(operation.path, segments) };
  }

  /** The operation at a path template as the document writes it; undefined when there is none. */
  operation(method: string, template: string): Operation | undefined {
    let node: Node | undefined = this.#root;
    for (const segment of segmentsOf(template)) node = isTemplate(segment) ? (node?.wildcard ?? undefined) : node?.literals.get(segment);
    return node?.methods.get(method)?.();
  }

  #find(node: Node, segments: readonly string[], depth: number): Node | undefined {
    const segment = segments[depth];
    if (segment === undefined) return node.methods.size > 0 ? node : undefined;
    const literal = node.literals.get(segment);
    const found = literal === undefined ? undefined : this.#find(literal, segments, depth + 1);
    if (found !== undefined || node.wildcard === null) return found;
    return this.#find(node.wildcard, segments, depth + 1);
  }
}

/** Tells whether a segment of a path template stands for a parameter. */
export function isTemplate(segment: string): boolean {
  return segment.startsWith('{') && segment.endsWith('}');
}

/** The segments between a path's slashes. */
export function segmentsOf(path: string): readonly string[] {
  return path.split('/').slice(1);
}

function paramsOf(template: string, segments: readonly (string | undefined)[]): Record<string, string> {
  const params: Record<string, string> = {};
  segmentsOf(template).forEach((segment, index) => {
    if (isTemplate(segment)) params[segment.slice(1, -1)] = segments[index] ?? '';
  });
  return params;
}

function childFor(node: Node, segment: string): Node {
  if (isTemplate(segment)) return (node.wildcard ??= newNode());
  let child = node.literals.get(segment);
  if (child === undefined) node.literals.set(segment, (child = newNode()));
  return child;
}

function newNode(): Node {
  return { literals: new Map(), wildcard: null, methods: new Map() };
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function once<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined;
  return () => (made ??= { result: make() }).result;
}
