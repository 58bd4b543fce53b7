import type { Identifier, QualifiedName } from './ast.ts';
import { quoteName } from '../values/quote-name.ts';

/** A name as it is written: quoted if it was, even where it need not be. */
export function printIdentifier(identifier: Identifier): string {
  return identifier.quoted ? quoteName(identifier.name) : identifier.name;
}

/** `a.b.c`. */
export function printName(name: QualifiedName): string {
  return name.map(printIdentifier).join('.');
}
