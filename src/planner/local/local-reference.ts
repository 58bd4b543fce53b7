import type { RelationReference } from '../../sql/ast.ts';
import { quoteName } from '../../values/quote-name.ts';
import type { LocalView } from '../../values/local-object.ts';
import { type Facts, type InlinedText, MissingFact } from '../facts.ts';
import type { LocalUse } from '../query/scope.ts';
import { requireLocal } from './find-local.ts';

/**
 * What a reference in FROM stands for among local objects. Throws `unknown_resource` where there is none of the name; a view asks for its
 * text in the reference's place, so that conditions around it reach what it reads.
 */
export function localReference(node: RelationReference, facts: Facts): LocalUse {
  const found = requireLocal(node.name, facts);
  if (found.kind === 'view') throw new MissingFact(inlinedView(node, found));
  return { node, table: found, alias: node.alias?.name ?? found.name };
}

function inlinedView(node: RelationReference, { name, query, columns }: LocalView): InlinedText {
  const { alias, nameSpan, span } = node;
  const list = columns.length === 0 ? '' : `(${columns.map(quoteName).join(', ')})`;
  const place = alias === null ? nameSpan : span;
  return { kind: 'text', span: place, before: '(', text: query, after: `) AS ${quoteName(alias?.name ?? name)}${list}`, view: name };
}
