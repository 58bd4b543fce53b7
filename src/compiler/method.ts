import type { BodyDescriptor, MethodDescriptor, ParameterDescriptor, ResponseDescriptor } from '../catalog/descriptor.ts';
import type { WriteDescriptor } from '../catalog/write-descriptor.ts';
import type { Operation, Parameter } from '../openapi/operation.ts';
import { type BodyMarks, bodyDescriptor } from './body.ts';
import { firstSentence } from './flat-schema.ts';
import { humanise, type OperationPlace, pathSteps } from './naming.ts';
import type { AbsentAnswer, Overlay, RoleMark } from './overlay.ts';
import { internalParameters, pagingDescriptor } from './paging.ts';
import { parameterDescriptor } from './parameters.ts';
import { responseDescriptor } from './response.ts';
import type { SchemaWriter } from './schema-node.ts';
import type { Secrets } from './secrets.ts';
import { unreadPlaces } from './unread-places.ts';

/** An operation on its way to a method. */
export interface PlacedOperation {
  /** Key of its overlay entries. */
  readonly id: string;
  readonly operation: Operation;
  readonly place: OperationPlace;
  /** Path from the origin's root, the server's base path included. */
  readonly path: string;
}

/** What describing a method needs besides the operation. */
export interface MethodContext {
  readonly overlay: Overlay;
  readonly writer: SchemaWriter;
  readonly secrets: Secrets;
}

const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Describes one operation. Throws when it uses something that the descriptor format has no word for. */
export function methodDescriptor(placed: PlacedOperation, context: MethodContext): MethodDescriptor {
  const { operation, place, id } = placed;
  const { overlay, writer } = context;
  const httpMethod = httpMethods.find((known) => known === operation.method);
  if (httpMethod === undefined) throw new Error(`HTTP method ${operation.method} is not supported`);
  checkTemplates(operation);
  const marks = bodyMarks(placed, context);
  const response = responseDescriptor(operation, writer.flattener, {
    ...marks,
    rows: textExtension(operation, overlay.provider.extensions.rows),
    guessRows: overlay.provider.extensions.rows === undefined,
    columnName: overlay.naming.columns.get(id),
  });
  const paging = pagingDescriptor(operation, response, overlay.paging);
  const repeat = overlay.repeats.get(id);
  const complements = overlay.complements.get(id);
  const window = overlay.windows.get(id);
  const pushdown = overlay.pushdown.get(id);
  const inverse = overlay.inverses.get(id);
  const guard = overlay.guards.get(id);
  const count = overlay.counts.get(id);
  const naturalKey = overlay.naturalKeys.get(id);
  const byState = overlay.byState.get(id);
  const [bucket] = overlay.rateLimits?.bucketsOf({ httpMethod, path: placed.path }) ?? [];
  const lifecycle = textExtension(operation, overlay.provider.extensions.lifecycle);
  const parameters = describeParameters(placed, { response, internal: internalParameters(paging, overlay.paging) }, context);
  const body = operation.requestBody === undefined ? null : bodyDescriptor(operation.requestBody, writer, marks);
  writer.finish();
  const write = writeDescriptor(placed, body, context);
  return {
    name: place.method,
    verb: place.verb,
    title: firstSentence(operation.summary ?? operation.description) ?? humanise(id),
    httpMethod,
    path: placed.path,
    parameters,
    body,
    response,
    paging,
    absent: absentAnswers(placed, overlay),
    credentials: [...new Set(operation.security.flat().map((requirement) => requirement.scheme))],
    scopes: [...new Set(operation.security.flat().flatMap((requirement) => requirement.scopes))],
    effects: [...(overlay.effects.get(id) ?? []), ...defaultEffects(placed, overlay)],
    deprecated: operation.deprecated,
    ...(bucket === undefined ? {} : { bucket }),
    ...(repeat === undefined ? {} : { repeat }),
    ...(complements === undefined ? {} : { complements }),
    ...(window === undefined ? {} : { window }),
    ...(pushdown === undefined ? {} : { pushdown }),
    ...(inverse === undefined ? {} : { inverse }),
    ...(guard === undefined ? {} : { guard }),
    ...(count === undefined ? {} : { count }),
    ...(write === undefined ? {} : { write }),
    ...(naturalKey === undefined ? {} : { naturalKey }),
    ...(byState === undefined ? {} : { byState }),
    lifecycle: lifecycle ?? null,
  };
}

/** Only what replaces can lose what a read does not show. */
function writeDescriptor(
  { id, place }: PlacedOperation,
  body: BodyDescriptor | null,
  { overlay, writer }: MethodContext,
): WriteDescriptor | undefined {
  const mark = overlay.writes.get(id);
  const replaces = place.verb === 'replace' && body !== null;
  const unread = replaces ? unreadPlaces(body.schema, { lookup: (name) => writer.schema(name), marks: overlay.sensitive }) : [];
  return mark === undefined && unread.length === 0 ? undefined : { ...mark, ...(unread.length === 0 ? {} : { unread }) };
}

/** Marks of a parameter of a method that changes something, by the most exact key. */
function roleOf(overlay: Overlay, id: string, parameter: Parameter): RoleMark | undefined {
  return parameter.in === 'path' ? undefined : overlay.roles.get(`${id}.${parameter.name}`, parameter.name);
}

function bodyMarks({ id, place }: PlacedOperation, { overlay, secrets }: MethodContext): BodyMarks {
  const resource = `${place.service}.${place.resource}`;
  return { discriminator: overlay.discriminators.get(id), resource, secrets, renamed: overlay.renamed };
}

/** A template without a parameter could never be filled. */
function checkTemplates(operation: Operation): void {
  const names = new Set(operation.parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name));
  for (const step of pathSteps(operation.path)) {
    for (const [, name = ''] of step.matchAll(/\{([^}]+)\}/g)) {
      if (!names.has(name)) throw new Error(`the path has {${name}}, but no parameter describes it`);
    }
  }
}

/** Path parameters come first, in the order of the path. */
function describeParameters(
  placed: PlacedOperation,
  { response, internal }: { readonly response: ResponseDescriptor; readonly internal: ReadonlySet<string> },
  context: MethodContext,
): readonly ParameterDescriptor[] {
  const { operation, id, place } = placed;
  const columns = new Set(response.columns.map((column) => column.name));
  const changes = place.verb !== 'select';
  const inOrder = [...operation.parameters].sort((left, right) => rank(left, operation) - rank(right, operation));
  return inOrder.flatMap((parameter) => {
    const described = parameterDescriptor(parameter, context.writer.flattener, {
      collision: context.overlay.collisions.get(`${id}.${parameter.name}`),
      role: changes ? roleOf(context.overlay, id, parameter) : undefined,
      hasColumn: columns.has(parameter.name),
      internal: parameter.in === 'query' && internal.has(parameter.name),
      each: changes ? undefined : context.overlay.each.get(`${id}.${parameter.name}`),
      source: changes ? undefined : context.overlay.sources.get(`${id}.${parameter.name}`, parameter.name),
      eventual: context.overlay.eventual.get(`${id}.${parameter.name}`) === true,
    });
    return described === null ? [] : [described];
  });
}

function rank(parameter: Parameter, operation: Operation): number {
  if (parameter.in !== 'path') return Number.MAX_SAFE_INTEGER;
  return operation.path.indexOf(`{${parameter.name}}`);
}

function absentAnswers({ id, place, operation }: PlacedOperation, overlay: Overlay): readonly AbsentAnswer[] {
  const said = overlay.absent.get(id);
  if (said !== undefined) return said;
  const keyed = place.verb === 'select' && operation.parameters.some((parameter) => parameter.in === 'path');
  return keyed ? overlay.absentWhenKeyed : [];
}

function defaultEffects({ id, place, operation }: PlacedOperation, overlay: Overlay): readonly string[] {
  if (place.verb === 'select') return [];
  return operation.parameters.flatMap((parameter) => roleOf(overlay, id, parameter)?.effect ?? []);
}

function textExtension(operation: Operation, name: string | undefined): string | undefined {
  const value = name === undefined ? undefined : operation.extensions[name];
  return typeof value === 'string' ? value : undefined;
}
