import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import type { DescribeStatement, QualifiedName, ShowStatement } from '../../sql/ast.ts';
import type { Facts } from '../facts.ts';
import { nameSpan, nameText } from '../find-relation.ts';

/** The error for a SHOW or DESCRIBE whose name has more or fewer parts than its subject; the hint is what to write instead. */
export function wrongName(statement: ShowStatement | DescribeStatement, count: number, facts: Facts): QueryError {
  const { name } = statement;
  const shape = ['', 'provider', 'provider.service', 'provider.service.resource', 'provider.service.resource.method'][count] ?? '';
  const span: SourceSpan = name.length === 0 ? statement.span : nameSpan(name);
  const message = count === 0 ? 'this statement takes no name' : `a name of the form ${shape} is wanted here`;
  const hint =
    count === 0 ? undefined : (shorter(name, count, facts) ?? withProvider(name, count, facts) ?? listed(name, statement, facts));
  return new QueryError('syntax_error', message, { span, ...(hint === undefined ? {} : { hint }) });
}

/** A method's name where a relation's is wanted. */
function shorter(name: QualifiedName, count: number, { provider }: Facts): string | undefined {
  if (name.length <= count || !isProvider(name, provider.name)) return undefined;
  const kept = nameText(name.slice(0, count));
  return count === 3 && name.length === 4
    ? `DESCRIBE METHOD ${nameText(name)} describes the method; the relation is ${kept}.`
    : `Write ${kept}.`;
}

/** Everything but the provider was written. */
function withProvider(name: QualifiedName, count: number, { provider }: Facts): string | undefined {
  return name.length === count - 1 && name.length > 0 && !isProvider(name, provider.name)
    ? `Write ${provider.name}.${nameText(name)}.`
    : undefined;
}

/** What lists the names that can stand there. */
function listed(name: QualifiedName, statement: ShowStatement | DescribeStatement, { provider }: Facts): string {
  const given = isProvider(name, provider.name) ? name : [];
  if (given.length <= 1) {
    const example =
      statement.kind === 'show' && statement.subject === 'resources'
        ? `; SHOW RESOURCES IN ${provider.name}.<service> lists relations`
        : '';
    return `SHOW SERVICES IN ${provider.name} lists the services${example}.`;
  }
  if (given.length === 2) return `SHOW RESOURCES IN ${nameText(given)} lists its relations.`;
  return `SHOW METHODS IN ${nameText(given.slice(0, 3))} lists its methods.`;
}

function isProvider([first]: QualifiedName, provider: string): boolean {
  return first?.name.toLowerCase() === provider.toLowerCase();
}
