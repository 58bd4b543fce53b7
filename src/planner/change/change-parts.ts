import type { BodyField, MethodDescriptor, ParameterDescriptor } from '../../catalog/descriptor.ts';
import { bodyFieldOf, nameOnWire, needsFields, parentNames } from '../../catalog/lookup.ts';
import { pathVariables } from '../../catalog/path-template.ts';
import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import { bodyFieldValue } from '../../request/body-value.ts';
import { coerceArgument } from '../../request/coerce-argument.ts';
import type { QualifiedName } from '../../sql/ast.ts';
import { coerced } from '../query/access-path.ts';
import type { Constrained } from '../query/constraint.ts';
import type { Facts } from '../facts.ts';
import { located } from '../located.ts';
import { refuseSelf } from './self-identifier.ts';
import type { BodyAssignment, CallValue, ChangeArgument, ChangePlan } from '../plan.ts';

/** Binds a parameter to constants of the statement; what the document does not list becomes a notice. */
export function constantArgument(
  parameter: ParameterDescriptor,
  values: readonly Constrained[],
): { readonly argument: ChangeArgument; readonly notices: readonly string[] } {
  const list = values.map((value) => coerced(parameter, value));
  const distinct = list.filter(({ value }, index) => list.findIndex((other) => other.value === value) === index);
  return {
    argument: { parameter, values: { kind: 'constants', values: distinct.map(({ value }) => value), source: 'statement' } },
    notices: distinct.flatMap(({ notice }) => (notice === null ? [] : [notice])),
  };
}

/** Binds a parameter to its session default; undefined when there is none, or where the statement itself has to say which object is meant. */
export function defaultArgument(
  parameter: ParameterDescriptor,
  target: Pick<ChangePlan, 'verb' | 'target'>,
  facts: Facts,
): ChangeArgument | undefined {
  if (namesObject(parameter, target)) return undefined;
  const value = facts.defaults.get(parameter.sqlName.toLowerCase()) ?? facts.defaults.get(parameter.name.toLowerCase());
  if (value === undefined || value === null) return undefined;
  if (!isRead(target.target.method)) refuseSelf(parameter, value, facts.provider);
  return { parameter, values: { kind: 'constants', values: [coerceArgument(parameter, value).value], source: 'default' } };
}

/** Does the method only read? */
export function isRead({ httpMethod }: MethodDescriptor): boolean {
  return httpMethod === 'GET' || httpMethod === 'HEAD';
}

/**
 * Is the parameter the last identifier of what is deleted, or of an object of the relation itself that is changed? One that another relation
 * supplies names a parent: what is done to the connection of an application may take the application from a default.
 */
export function namesObject({ name }: ParameterDescriptor, { verb, target }: Pick<ChangePlan, 'verb' | 'target'>): boolean {
  const { method, resource } = target;
  if (isRead(method) || pathVariables(method.path).at(-1) !== name) return false;
  if (verb === 'delete' || method.httpMethod === 'DELETE') return true;
  const isParent = parentNames(resource).includes(name);
  return !isParent && (verb !== 'insert' || method.path.endsWith(`{${name}}`));
}

/** Parameters that a statement can give: the engine sets the others itself. */
export function ownParameters(method: MethodDescriptor): readonly ParameterDescriptor[] {
  return method.parameters.filter((parameter) => parameter.internal !== true);
}

/** Does a call need it? */
export function isRequired(parameter: ParameterDescriptor): boolean {
  return parameter.required || parameter.location === 'path';
}

/** Puts a value at a place in the body. Throws `unknown_column` when the body has no such field, `invalid_body` when a constant cannot be its value. */
export function bodyAssignment(
  path: QualifiedName,
  value: CallValue,
  options: { readonly method: MethodDescriptor; readonly span: SourceSpan },
): BodyAssignment {
  const [first, ...rest] = path;
  const { method, span } = options;
  const field = first === undefined ? undefined : bodyFieldOf(method, first.name);
  if (first === undefined || field === undefined) throw unknownField(first?.name ?? '', method, first?.span ?? span);
  if (value.kind === 'constant' && rest.length === 0) located(span, () => bodyFieldValue(field, value.value));
  return { path: [nameOnWire(field), ...rest.map((part) => part.name)], field, value, span };
}

/** Does a value at this place of the body hold something that plans must not show? */
export function isSensitive(path: QualifiedName, method: MethodDescriptor): boolean {
  const [first] = path;
  return first !== undefined && bodyFieldOf(method, first.name)?.sensitive === true;
}

function unknownField(name: string, method: MethodDescriptor, span: SourceSpan): QueryError {
  const parameter = ownParameters(method).find((candidate) => candidate.sqlName.toLowerCase() === name.toLowerCase());
  if (parameter !== undefined) {
    return new QueryError(
      'unknown_column',
      `${parameter.sqlName} is a ${parameter.location} parameter of ${method.name}, not a field of its body`,
      {
        span,
        hint: `Put ${parameter.sqlName} = … into WHERE.`,
      },
    );
  }
  const fields = (method.body?.fields ?? []).map((field) => field.name);
  const served = method.response.columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  const known = fields.length === 0 ? `${method.name} takes no fields.` : `It takes ${fields.join(', ')}.`;
  return new QueryError(
    'unknown_column',
    served === undefined ? `${method.name} takes no field ${name}` : `${served.name} is set by the server and cannot be changed`,
    {
      span,
      hint: didYouMean(name, fields) ?? known,
    },
  );
}

/** Refuses two assignments to one place, and one to a part of what another sets whole. */
export function refuseOverlaps(assignments: readonly BodyAssignment[]): void {
  for (const [index, assignment] of assignments.entries()) {
    const text = assignment.path.join('.');
    const earlier = assignments.slice(0, index).find(({ path }) => {
      const other = path.join('.');
      return other === text || text.startsWith(`${other}.`) || other.startsWith(`${text}.`);
    });
    if (earlier === undefined) continue;
    throw new QueryError('duplicate_parameter', `${text} is set twice`, {
      span: assignment.span,
      hint: `${earlier.path.join('.')} is set before.`,
    });
  }
}

/** Fields that a body cannot go without and that nothing sets. */
export function missingFields(method: MethodDescriptor, assignments: readonly BodyAssignment[]): readonly BodyField[] {
  if (method.body === null || !needsFields(method)) return [];
  return method.body.fields.filter((field) => field.required && !assignments.some(({ path }) => path[0] === nameOnWire(field)));
}
