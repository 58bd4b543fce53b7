import { load } from 'js-yaml';
import { descriptorFormat, type ProviderDescriptor, type ServiceDescriptor } from '../catalog/descriptor.ts';
import type { MethodDescriptor, ResourceDescriptor } from '../catalog/descriptor.ts';
import { type OpenApiDocument, readDocument } from '../openapi/document.ts';
import { type Operation, type OperationSite, operationSites, readOperation } from '../openapi/operation.ts';
import { nodeOf, stringAt } from '../openapi/json-node.ts';
import { SchemaFlattener, firstSentence } from './flat-schema.ts';
import { methodDescriptor, type PlacedOperation } from './method.ts';
import { humanise, madeUpId } from './naming.ts';
import { allMarks, type Overlay } from './overlay.ts';
import { placeOperations } from './place-operations.ts';
import type { DescribedMethod } from './described-method.ts';
import { findProblems } from './problems.ts';
import { guessProvider } from './provider-facts.ts';
import { type OverlayText, readOverlay } from './read-overlay.ts';
import type { CompileReport, UnmappedOperation } from './report.ts';
import { resourceDescriptor } from './resource.ts';
import { SchemaWriter } from './schema-node.ts';
import { Secrets } from './secrets.ts';

/** Descriptors of a whole API, and what could not be made of its document. */
export interface CompiledProvider {
  readonly provider: ProviderDescriptor;
  /** In the order of the provider's index. */
  readonly services: readonly ServiceDescriptor[];
  readonly report: CompileReport;
}

/**
 * Turns an OpenAPI 3.0 or 3.1 document, JSON or YAML, and overlays into descriptors. Depends on its arguments alone: the same text gives the same answer.
 * Throws OpenApiError or YAMLException when the document as a whole cannot be read, and `invalid_descriptor` for a malformed overlay; what is
 * wrong with one operation is in the report.
 */
export function compileProvider(documentText: string, overlayTexts: readonly OverlayText[]): CompiledProvider {
  const document = readDocument(looksLikeJson(documentText) ? documentText : load(documentText));
  const overlay = readOverlay(overlayTexts);
  const guessed = guessProvider(document, overlay.provider.name);
  const { placed, unmapped } = placeAll(document, overlay, guessed.basePath);
  const compiler = new Compilation(document, overlay, guessed.name);
  const services = compiler.services(placed);
  const methods = services.flatMap((service) => service.resources.flatMap((resource) => resource.methods));
  const provider: ProviderDescriptor = {
    format: descriptorFormat,
    name: guessed.name,
    title: overlay.provider.title ?? guessed.title,
    version: document.version,
    server: overlay.provider.server ?? guessed.server,
    authentication: overlay.provider.authentication ?? guessed.authentication,
    configuration: overlay.provider.configuration ?? { serverEnvironment: [`${guessed.name.toUpperCase()}_URL`], files: [] },
    errors: overlay.provider.errors ?? guessed.errors,
    ...(overlay.provider.selfIdentifiers === undefined ? {} : { selfIdentifiers: overlay.provider.selfIdentifiers }),
    ...(overlay.rateLimits === null ? {} : { rateLimits: overlay.rateLimits.descriptor }),
    ...(Object.keys(overlay.filterLanguages).length === 0 ? {} : { filterLanguages: overlay.filterLanguages }),
    parameters: parameterNames(methods),
    services: services.map(({ name, title, resources }) => ({
      name,
      title,
      resources: resources.map((resource) => ({ name: resource.name, title: resource.title })),
    })),
  };
  const problems = findProblems({ serverVariable: provider.server.variable, services }, compiler.described, overlay);
  const report: CompileReport = {
    operations: operationSites(document).length,
    methods: methods.length,
    unmapped: [...unmapped, ...compiler.unmapped],
    problems,
    refused: problems.some((problem) => overlay.strict || problem.kind === 'unused'),
    marks: Object.fromEntries(allMarks(overlay).map((marks) => [marks.kind, marks.entries.size])),
  };
  return { provider, services, report };
}

function looksLikeJson(text: string): boolean {
  return /^\ufeff?\s*[{[]/.test(text);
}

interface Placing {
  readonly placed: readonly PlacedOperation[];
  readonly unmapped: readonly UnmappedOperation[];
}

function placeAll(document: OpenApiDocument, overlay: Overlay, basePath: string): Placing {
  const unmapped: UnmappedOperation[] = [];
  const read = operationSites(document).flatMap((site) => {
    try {
      return [namedOperation(readOperation(document, site))];
    } catch (error) {
      unmapped.push(unmappedSite(site, error));
      return [];
    }
  });
  const places = placeOperations(read, overlay.naming);
  const placed = read.flatMap((named) => {
    const place = places.get(named);
    return place === undefined ? [] : [{ id: named.id, operation: named.operation, place, path: `${basePath}${named.path}` }];
  });
  return { placed, unmapped };
}

function namedOperation(operation: Operation): { id: string; httpMethod: string; path: string; operation: Operation } {
  const { method, path } = operation;
  return { id: operation.operationId ?? madeUpId(method, path), httpMethod: method, path, operation };
}

function unmappedSite(site: Pick<OperationSite, 'method' | 'path'>, error: unknown): UnmappedOperation {
  return { operation: `${site.method} ${site.path}`, reason: error instanceof Error ? error.message : String(error) };
}

/** What session defaults can be for. */
function parameterNames(methods: readonly MethodDescriptor[]): readonly string[] {
  const own = methods.flatMap(({ parameters }) => parameters.filter(({ internal }) => internal !== true));
  return [...new Set(own.flatMap(({ sqlName, name }) => [sqlName, name]))].sort(compareText);
}

/** One run of the compiler: what its parts share. */
class Compilation {
  readonly unmapped: UnmappedOperation[] = [];
  readonly described: DescribedMethod[] = [];
  private readonly overlay: Overlay;
  private readonly provider: string;
  private readonly flattener: SchemaFlattener;
  private readonly secrets: Secrets;
  private readonly tags: ReadonlyMap<string, string>;

  constructor(document: OpenApiDocument, overlay: Overlay, provider: string) {
    this.overlay = overlay;
    this.provider = provider;
    this.flattener = new SchemaFlattener(document);
    this.secrets = new Secrets(this.flattener, overlay.sensitive);
    this.tags = tagTitles(document);
  }

  services(placed: readonly PlacedOperation[]): readonly ServiceDescriptor[] {
    const byService = groupBy(placed, (operation) => operation.place.service);
    return sortedByName(byService).flatMap(([name, operations]) => {
      const service = this.service(name, operations);
      return service.resources.length === 0 ? [] : [service];
    });
  }

  private service(name: string, operations: readonly PlacedOperation[]): ServiceDescriptor {
    const writer = new SchemaWriter(this.flattener, (schema) => this.overlay.openSchemas.get(schema) === true);
    const byResource = sortedByName(groupBy(operations, (operation) => operation.place.resource));
    const resources = byResource.flatMap(([resource, own]) => this.resource(resource, own, writer));
    return {
      format: descriptorFormat,
      provider: this.provider,
      name,
      title: this.title(operations, 0) ?? humanise(name),
      resources,
      schemas: writer.schemas,
    };
  }

  private resource(name: string, operations: readonly PlacedOperation[], writer: SchemaWriter): readonly ResourceDescriptor[] {
    const [first] = operations;
    const methods = operations.flatMap((placed) => this.method(placed, writer)).sort(byVerbThenName);
    if (first === undefined || methods.length === 0) return [];
    const title = this.title(operations, -1) ?? humanise(name);
    return [resourceDescriptor({ service: first.place.service, name, title, methods }, this.overlay)];
  }

  private method(placed: PlacedOperation, writer: SchemaWriter): readonly MethodDescriptor[] {
    try {
      const method = methodDescriptor(placed, { overlay: this.overlay, writer, secrets: this.secrets });
      this.described.push({ id: placed.id, resource: `${placed.place.service}.${placed.place.resource}`, method });
      return [method];
    } catch (error) {
      writer.discard();
      this.unmapped.push(unmappedSite(placed.operation, error));
      return [];
    }
  }

  /** Description of a tag that all the operations have: the first (0) for a service, the last and narrowest (-1) for a resource. */
  private title(operations: readonly PlacedOperation[], which: 0 | -1): string | undefined {
    const [first, ...rest] = operations;
    const shared = (first?.operation.tags ?? []).filter((tag) => rest.every((other) => other.operation.tags.includes(tag)));
    const tag = shared.at(which);
    return tag === undefined ? undefined : this.tags.get(tag);
  }
}

const verbOrder = ['select', 'insert', 'update', 'replace', 'delete', 'exec'];

function byVerbThenName(left: MethodDescriptor, right: MethodDescriptor): number {
  return verbOrder.indexOf(left.verb) - verbOrder.indexOf(right.verb) || compareText(left.name, right.name);
}

function tagTitles(document: OpenApiDocument): ReadonlyMap<string, string> {
  const tags: unknown = document.root.value['tags'];
  if (!Array.isArray(tags)) return new Map();
  return new Map(
    tags.flatMap((value: unknown, index): readonly (readonly [string, string])[] => {
      const node = nodeOf(value, `#/tags/${index}`);
      const name = stringAt(node, 'name');
      const title = firstSentence(stringAt(node, 'description'));
      return name === undefined || title === null ? [] : [[name, title]];
    }),
  );
}

function groupBy<Item>(list: readonly Item[], key: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of list) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

function sortedByName<Item>(groups: ReadonlyMap<string, Item>): readonly (readonly [string, Item])[] {
  return [...groups].sort(([left], [right]) => compareText(left, right));
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
