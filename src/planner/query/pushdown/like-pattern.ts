/** What a LIKE pattern demands of a text, as far as one comparison can say it. */
export interface LikeTest {
  readonly operator: 'eq' | 'sw' | 'co';
  readonly text: string;
  /** Whether the pattern demands nothing else. */
  readonly exact: boolean;
}

type Piece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'any' } | { readonly kind: 'one' };

/** Reads a pattern; `escape` is the character of ESCAPE, empty where there is none. Undefined when no comparison is implied. */
export function likePattern(pattern: string, escape: string): LikeTest | undefined {
  const pieces = piecesOf(pattern, escape);
  if (pieces === undefined) return undefined;
  const [first, second, third] = pieces;
  if (first === undefined) return { operator: 'eq', text: '', exact: true };
  if (first.kind === 'text') {
    if (pieces.length === 1) return { operator: 'eq', text: first.text, exact: true };
    return { operator: 'sw', text: first.text, exact: pieces.length === 2 && second?.kind === 'any' };
  }
  if (first.kind === 'any' && second?.kind === 'text' && third?.kind === 'any')
    return { operator: 'co', text: second.text, exact: pieces.length === 3 };
  return undefined;
}

function piecesOf(pattern: string, escape: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at += 1) {
    let character = characters[at] ?? '';
    if (escape !== '' && character === escape) {
      at += 1;
      const next = characters[at];
      // The database refuses the pattern itself.
      if (next === undefined) return undefined;
      character = next;
    } else if (character === '%' || character === '_') {
      pieces.push({ kind: character === '%' ? 'any' : 'one' });
      continue;
    }
    const last = pieces.at(-1);
    if (last?.kind === 'text') pieces.splice(-1, 1, { kind: 'text', text: last.text + character });
    else pieces.push({ kind: 'text', text: character });
  }
  return pieces;
}
