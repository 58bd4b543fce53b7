import type { SourceSpan } from '../../errors/query-error.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import { quoteName } from '../../values/quote-name.ts';
import { bindValues } from '../constant.ts';
import type { Facts } from '../facts.ts';
import type { StagedPlan, StagedTable, StreamPlan } from '../plan.ts';
import { composeSql } from '../query/compose-sql.ts';
import { planQuery } from '../query/plan-query.ts';
import type { QueryText } from '../query/planned-query.ts';
import type { LocatedSql } from '../plan.ts';

/** Text of our own, and SQL that knows where it comes from. */
export type SqlPart = string | LocatedSql;

/** The parts one behind the other as one. */
export function joinedSql(parts: readonly SqlPart[]): LocatedSql {
  const pieces = parts.map((part) => (typeof part === 'string' ? { sql: part, shown: part, locate: () => undefined } : part));
  return {
    sql: pieces.map((piece) => piece.sql).join(''),
    shown: pieces.map((piece) => piece.shown).join(''),
    locate(offset) {
      let start = 0;
      for (const piece of pieces) {
        if (offset < start + piece.sql.length) return piece.locate(offset - start);
        start += piece.sql.length;
      }
      return undefined;
    },
  };
}

/** Stretches of a statement that name nothing but what the database knows, templates and binds filled in. */
export function databaseText(spans: readonly SourceSpan[], parsed: ParsedStatement, facts: Facts): LocatedSql {
  const { source, splices } = parsed;
  return composeSql({ segments: spans, source, splices, binds: bindValues(parsed, facts) });
}

/** A query as tables to stage and SQL over them, for SQL of our own to stand around: page by page is no way then. */
export function sourceQuery(text: QueryText, parsed: ParsedStatement, facts: Facts): StagedPlan {
  const plan = planQuery({ ...text, whole: true }, parsed, facts);
  return plan.kind === 'stream' ? streamedSource(plan) : stagedOnly(plan);
}

function stagedOnly(plan: ReturnType<typeof planQuery>): StagedPlan {
  if (plan.kind === 'staged') return plan;
  throw new Error(`a plan of the kind ${plan.kind} has no tables`);
}

const rowsTable = 'rows';

/** A stream's rows staged as they come, so that the fetch still ends with the last that is wanted. */
function streamedSource(query: StreamPlan): StagedPlan {
  const columns = query.output.map(({ index }, place) => ({ name: `c${place}`, type: query.scan.columns[index]?.type ?? 'string' }));
  const list = query.output.map(({ name }, place) => `${quoteName(`c${place}`)} AS ${quoteName(name)}`).join(', ');
  const sql = `SELECT ${list} FROM ${quoteName(rowsTable)}`;
  return {
    kind: 'staged',
    tables: [{ name: rowsTable, columns, source: { kind: 'stream', query } }],
    sql,
    shown: sql,
    locate: () => undefined,
  };
}

/** Tables for SQL that is only checked: nothing is read for them. */
export function emptied(tables: readonly StagedTable[]): readonly StagedTable[] {
  return tables.map(({ name, columns, source }) => {
    return source.kind === 'local' ? { name, columns, source } : { name, columns, source: { kind: 'rows', rows: [] } };
  });
}

/** The name of a local object as the database has it; people see their own. */
export function located({ location, name }: { readonly location: string; readonly name: string }): LocatedSql {
  return { sql: location, shown: quoteName(name), locate: () => undefined };
}
