import type { MethodDescriptor } from '../../catalog/descriptor.ts';
import { bodyFieldOf, methodsByVerb, nameOnWire, parameterOf, schemaLookup } from '../../catalog/lookup.ts';
import { pathVariables } from '../../catalog/path-template.ts';
import { QueryError } from '../../errors/query-error.ts';
import { bodyFieldValue } from '../../request/body-value.ts';
import { validateBody } from '../../request/validate-body.ts';
import type { InsertStatement } from '../../sql/ast.ts';
import type { JsonValue } from '../../values/value.ts';
import { isRequired, ownParameters } from './change-parts.ts';
import { constantOf } from '../constant.ts';
import type { Facts } from '../facts.ts';
import { nameText, type Relation } from '../find-relation.ts';

/** The method that an INSERT or REPLACE INTO calls. Throws `no_method` when the resource has none for it. */
export function insertMethod({ service, resource }: Relation, statement: InsertStatement, facts: Facts): MethodDescriptor {
  const verb = statement.replace ? 'replace' : 'insert';
  const own = methodsByVerb(resource, verb);
  const methods = own.length > 0 || statement.replace ? own : methodsByVerb(resource, 'replace').filter(assigns);
  const name = nameText(statement.relation.name);
  if (methods.length === 0) {
    throw new QueryError('no_method', `${name} takes no ${verb.toUpperCase()}`, {
      span: statement.relation.nameSpan,
      hint: `SHOW METHODS IN ${name} lists what it takes.`,
    });
  }
  const [best, ...others] = [...methods].sort(
    (a, b) => taken(b, statement) - taken(a, statement) || lacking(a, statement) - lacking(b, statement),
  );
  if (best === undefined) throw new QueryError('internal', 'no method to choose from');
  const equals = others.filter(
    (other) => taken(other, statement) === taken(best, statement) && lacking(other, statement) === lacking(best, statement),
  );
  if (equals.length === 0) return best;
  const lookup = schemaLookup(service);
  const fits = (method: MethodDescriptor): boolean => {
    const body = firstBody(method, statement, facts);
    return (
      body === undefined ||
      method.body === null ||
      !validateBody(method.body.schema, body, lookup).some(({ severity }) => severity === 'error')
    );
  };
  return [best, ...equals].find(fits) ?? best;
}

/** A PUT that links what its path names, with nothing or little to say in its body, makes something new as well as it replaces it. */
function assigns({ httpMethod, path, body, name }: MethodDescriptor): boolean {
  if (httpMethod !== 'PUT' || !path.endsWith('}') || pathVariables(path).length < 2) return false;
  return body === null || (!body.required && /^(?:assign|add)_/.test(name));
}

function taken(method: MethodDescriptor, { columns }: InsertStatement): number {
  return columns.filter(({ name }) => parameterOf(method, name) ?? bodyFieldOf(method, name)).length;
}

function lacking(method: MethodDescriptor, { columns }: InsertStatement): number {
  const parameters = ownParameters(method).filter(
    (parameter) => isRequired(parameter) && !columns.some(({ name }) => parameterOf(method, name) === parameter),
  );
  const required = method.body?.required === true ? method.body.fields.filter((field) => field.required) : [];
  const fields = required.filter((field) => !columns.some(({ name }) => bodyFieldOf(method, name) === field));
  return parameters.length + fields.length;
}

/** The first row's body, where it is made of constants; undefined where it is not, or its values do not even fit their fields. */
function firstBody(method: MethodDescriptor, { columns, source }: InsertStatement, facts: Facts): JsonValue | undefined {
  const row = source.body.kind === 'values' ? source.body.rows[0] : undefined;
  if (row === undefined) return undefined;
  const entries: [string, JsonValue][] = [];
  for (const [index, column] of columns.entries()) {
    const expression = row[index];
    const field = bodyFieldOf(method, column.name);
    const constant = expression === undefined ? undefined : constantOf(expression, facts);
    if (constant === undefined) return undefined;
    try {
      if (field !== undefined) entries.push([nameOnWire(field), bodyFieldValue(field, constant.value)]);
    } catch {
      return undefined;
    }
  }
  return Object.fromEntries(entries);
}
