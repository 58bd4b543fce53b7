import { unreachable } from '../errors/unreachable.ts';
import type { Identifier } from './ast.ts';
import type { LocalOption, LocalStatement, OnExisting } from './local-ast.ts';
import { printIdentifier, printName } from './print-name.ts';
import { printExpression, printFrom, printQuery } from './print-query.ts';

/** A statement about local objects as SQL on one line; what only the database reads is as it was written. */
export function printLocalStatement(statement: LocalStatement): string {
  switch (statement.kind) {
    case 'create-table': {
      const { temporary, name, onExisting, definition, query } = statement;
      const content = query === null ? (definition?.text ?? '') : `AS ${printQuery(query)}`;
      return words(create(onExisting), temporary && 'TEMP', 'TABLE', unlessThere(onExisting), printName(name), content);
    }
    case 'create-view': {
      const { temporary, materialized, name, onExisting, query } = statement;
      const what = words(create(onExisting), temporary && 'TEMP', materialized && 'MATERIALIZED', 'VIEW', unlessThere(onExisting));
      return words(what, printName(name) + list(statement.columns), 'AS', printQuery(query));
    }
    case 'drop':
      return words('DROP', statement.object.toUpperCase(), statement.ifExists && 'IF EXISTS', printName(statement.name));
    case 'refresh':
      return words('REFRESH MATERIALIZED VIEW', printName(statement.name));
    case 'truncate':
      return words('TRUNCATE', printFrom(statement.relation));
    case 'copy-to': {
      const { source } = statement;
      const from = source.kind === 'query' ? `(${printQuery(source)})` : printFrom(source);
      return words('COPY', from + list(statement.columns), 'TO', printExpression(statement.path), options(statement.options));
    }
    case 'copy-from': {
      const into = printFrom(statement.relation) + list(statement.columns);
      return words('COPY', into, 'FROM', printExpression(statement.path), options(statement.options));
    }
    case 'attach': {
      const alias = statement.alias === null ? false : `AS ${printIdentifier(statement.alias)}`;
      const path = printExpression(statement.path);
      return words('ATTACH', statement.ifNotExists && 'IF NOT EXISTS', path, alias, options(statement.options));
    }
    case 'detach':
      return words('DETACH', statement.ifExists && 'IF EXISTS', printIdentifier(statement.name));
    default:
      return unreachable(statement);
  }
}

function create(onExisting: OnExisting): string {
  return onExisting === 'replace' ? 'CREATE OR REPLACE' : 'CREATE';
}

function unlessThere(onExisting: OnExisting): string | false {
  return onExisting === 'keep' && 'IF NOT EXISTS';
}

function words(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false && part !== '').join(' ');
}

function list(columns: readonly Identifier[]): string {
  return columns.length === 0 ? '' : ` (${columns.map(printIdentifier).join(', ')})`;
}

function options(given: readonly LocalOption[]): string {
  const texts = given.map(({ name, value }) => printIdentifier(name) + (value === null ? '' : ` ${value.text}`));
  return texts.length === 0 ? '' : `(${texts.join(', ')})`;
}
