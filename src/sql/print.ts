import type { Assignment, CommonTables, ExecArgument, ExplainStatement, Identifier, SelectItem, ShowStatement, Statement } from './ast.ts';
import { printLocalStatement } from './print-local.ts';
import { printIdentifier, printName } from './print-name.ts';
import { printExpression, printFrom, printQuery, printSelectItem, printTables } from './print-query.ts';

/** A statement as SQL on one line. Parsing the text again gives the same tree, spans aside. */
export function printStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'select-statement':
      return printQuery(statement.query);
    case 'insert': {
      const verb = statement.replace ? 'REPLACE INTO' : 'INSERT INTO';
      const columns = statement.columns.length === 0 ? null : `(${statement.columns.map(printIdentifier).join(', ')})`;
      return words(
        printCommon(statement.with),
        verb,
        printFrom(statement.relation),
        columns,
        printQuery(statement.source),
        returning(statement.returning),
      );
    }
    case 'update': {
      const relation = printFrom(statement.relation);
      const assignments = statement.assignments.map(printAssignment).join(', ');
      const from = statement.from === null ? null : `FROM ${printFrom(statement.from)}`;
      const verb = statement.replace ? 'REPLACE' : 'UPDATE';
      return words(printCommon(statement.with), verb, relation, 'SET', assignments, from, where(statement), returning(statement.returning));
    }
    case 'delete': {
      const using = statement.using === null ? null : `USING ${printFrom(statement.using)}`;
      return words(
        printCommon(statement.with),
        'DELETE FROM',
        printFrom(statement.relation),
        using,
        where(statement),
        returning(statement.returning),
      );
    }
    case 'exec': {
      const body = statement.body === null ? [] : [`@@${statement.bodyForm ?? 'json'} = ${printExpression(statement.body)}`];
      const argumentsText = [...statement.arguments.flatMap(printArgument), ...body].join(', ');
      return words('EXEC', printName(statement.method), argumentsText, returning(statement.returning));
    }
    case 'show':
      return printShow(statement);
    case 'describe':
      return words(
        'DESCRIBE',
        statement.extended ? 'EXTENDED' : null,
        statement.subject === 'method' ? 'METHOD' : null,
        statement.query === undefined ? printName(statement.name) : printQuery(statement.query),
      );
    case 'explain':
      return printExplain(statement);
    case 'set':
      return `SET ${printName(statement.name)} = ${printExpression(statement.value)}`;
    default:
      return printLocalStatement(statement);
  }
}

function words(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' ');
}

function where(statement: { readonly where: Parameters<typeof printExpression>[0] | null }): string | null {
  return statement.where === null ? null : `WHERE ${printExpression(statement.where)}`;
}

function returning(items: readonly SelectItem[]): string | null {
  return items.length === 0 ? null : `RETURNING ${items.map(printSelectItem).join(', ')}`;
}

function printAssignment(assignment: Assignment): string {
  return `${printName(assignment.path)} = ${printExpression(assignment.value)}`;
}

function printCommon(tables: CommonTables | undefined): string | null {
  return tables === undefined ? null : printTables(tables.tables, tables.recursive);
}

/** Arguments of one query are printed with the first of them. */
function printArgument(argument: ExecArgument, index: number, all: readonly ExecArgument[]): string | readonly [] {
  const { column } = argument;
  if (column !== undefined && column.index > 0) return [];
  const names = all.slice(index, index + (column?.of ?? 1)).map((one) => `@${printParameterName(one.name)}`);
  const name = column === undefined ? names.join('') : `(${names.join(', ')})`;
  return argument.value.kind === 'query' ? `${name} IN (${printQuery(argument.value)})` : `${name} = ${printExpression(argument.value)}`;
}

function printParameterName(name: Identifier): string {
  return name.quoted ? printIdentifier(name) : name.name;
}

function printShow(statement: ShowStatement): string {
  const extended = statement.extended ? 'EXTENDED' : null;
  const subject = statement.subject === 'insert' ? 'INSERT INTO' : statement.subject.toUpperCase();
  const name = statement.name.length === 0 ? null : words(statement.subject === 'insert' ? null : 'IN', printName(statement.name));
  const like = statement.like === null ? null : `LIKE ${printExpression(statement.like)}`;
  return words('SHOW', extended, subject, name, like, where(statement));
}

function printExplain(statement: ExplainStatement): string {
  return words('EXPLAIN', statement.analyze ? 'ANALYZE' : null, printStatement(statement.statement));
}
