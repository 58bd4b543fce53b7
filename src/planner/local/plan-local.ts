import { unreachable } from '../../errors/unreachable.ts';
import type { QualifiedName, Statement } from '../../sql/ast.ts';
import type { LocalStatement } from '../../sql/local-ast.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import type { Facts } from '../facts.ts';
import type { Plan } from '../plan.ts';
import { isProviderName } from './find-local.ts';
import { planAttach, planDetach } from './plan-attach.ts';
import { planCopyFrom, planCopyTo } from './plan-copy.ts';
import { planCreateTable, planCreateView, planDrop, planRefresh } from './plan-create.ts';
import { describeLocal } from './show-local.ts';
import { planLocalDelete, planLocalInsert, planLocalUpdate, planTruncate } from './plan-write.ts';

/** Plans what is about local objects by its syntax. Throws QueryErrors with their place. */
export function planLocalStatement(parsed: ParsedStatement, statement: LocalStatement, facts: Facts): Plan {
  switch (statement.kind) {
    case 'create-table':
      return planCreateTable(statement, parsed, facts);
    case 'create-view':
      return planCreateView(statement, parsed, facts);
    case 'drop':
      return planDrop(statement, facts);
    case 'refresh':
      return planRefresh(statement, facts);
    case 'truncate':
      return planTruncate(statement, facts);
    case 'copy-to':
      return planCopyTo(statement, parsed, facts);
    case 'copy-from':
      return planCopyFrom(statement, parsed, facts);
    case 'attach':
      return planAttach(statement, facts);
    case 'detach':
      return planDetach(statement, facts);
    default:
      return unreachable(statement);
  }
}

/** Plans a change that is about a local object by the name it gives; undefined for what is about the provider. */
export function planOnLocal(parsed: ParsedStatement, statement: Statement, facts: Facts): Plan | undefined {
  switch (statement.kind) {
    case 'insert':
      return isLocal(statement.relation.name, facts) ? planLocalInsert(statement, parsed, facts) : undefined;
    case 'update':
      return isLocal(statement.relation.name, facts) ? planLocalUpdate(statement, parsed, facts) : undefined;
    case 'delete':
      return isLocal(statement.relation.name, facts) ? planLocalDelete(statement, parsed, facts) : undefined;
    case 'describe':
      if (statement.subject === 'method') return undefined;
      return statement.query !== undefined || isLocal(statement.name, facts) ? describeLocal(statement, parsed, facts) : undefined;
    default:
      return undefined;
  }
}

function isLocal(name: QualifiedName, facts: Facts): boolean {
  return !(name.length > 1 && isProviderName(name, facts));
}
