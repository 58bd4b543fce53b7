import type { BodyField } from '../../catalog/descriptor.ts';
import { methodsByVerb, optionalParameters, requiredParameters } from '../../catalog/lookup.ts';
import { QueryError } from '../../errors/query-error.ts';
import type { QualifiedName } from '../../sql/ast.ts';
import type { Row } from '../../values/value.ts';
import type { Facts } from '../facts.ts';
import { nameSpan, nameText, type Relation } from '../find-relation.ts';

/** An INSERT with templates to fill in: parameters first, then the body's fields, each value as it has to be written. */
export function insertTemplate({ resource }: Relation, facts: Facts, name: QualifiedName): readonly Row[] {
  const methods = methodsByVerb(resource, 'insert');
  if (methods.length === 0) {
    throw new QueryError('no_method', `nothing can be inserted into ${nameText(name)}`, {
      span: nameSpan(name),
      hint: `SHOW METHODS IN ${nameText(name)} lists what can be done.`,
    });
  }
  return methods.map((method) => {
    const options = optionalParameters(method).filter((parameter) => parameter.location === 'query');
    const parameters = [...requiredParameters(facts.provider, method).filter((parameter) => parameter.location !== 'body'), ...options];
    const fields = [...parameters, ...(method.body?.fields ?? [])];
    const columns = fields.map((field) => `  ${field.name}`).join(',\n');
    const values = fields.map((field) => `  ${placeholder(field)}`).join(',\n');
    return [`INSERT INTO ${nameText(name)} (\n${columns}\n)\nVALUES (\n${values}\n)\nRETURNING *;`];
  });
}

function placeholder({ name, type }: Pick<BodyField, 'name' | 'type'>): string {
  return type === 'boolean' || type === 'integer' || type === 'number' ? `{{ ${name} }}` : `'{{ ${name} }}'`;
}
