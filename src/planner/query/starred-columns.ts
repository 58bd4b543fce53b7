import type { ColumnReference } from '../../sql/ast.ts';
import type { ColumnMeaning, QueryAnalysis, RelationUse } from './scope.ts';

const nowhere = { start: -1, end: -1 };

/**
 * References of our own for the columns that stars stand for: what is asked of such a column further out can be asked of the relation. They
 * are kept apart from the references of the text, as a star does not use what it lists.
 */
export function starredColumns({ stars }: Pick<QueryAnalysis, 'stars'>): Pick<QueryAnalysis, 'starColumns' | 'starMeanings'> {
  const starColumns = new Map<RelationUse, readonly ColumnReference[]>();
  const starMeanings = new Map<ColumnReference, ColumnMeaning>();
  for (const scope of new Set(stars.values())) {
    for (const use of scope.uses) {
      const columns = [...use.visible.values()].filter(({ origin }) => origin === 'field');
      const nodes = columns.map((column) => {
        const node = columnNode([column.name]);
        starMeanings.set(node, { use, column, keys: [], everywhere: false, scope });
        return node;
      });
      starColumns.set(use, nodes);
    }
  }
  return { starColumns, starMeanings };
}

/** A column reference that stands nowhere in the text. */
export function columnNode(path: readonly string[]): ColumnReference {
  return { kind: 'column', path: path.map((name) => ({ name, quoted: true, span: nowhere })), span: nowhere };
}
