import { OktaError } from '../okta-error.ts';

/** Comparison operators of the filter languages (SCIM, RFC 7644 section 3.4.2.2). */
export const comparisonOperators = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'sw', 'ew', 'co', 'pr'] as const;

/** One of {@link comparisonOperators}. */
export type ComparisonOperator = (typeof comparisonOperators)[number];

/** A parsed expression. `pr` has no value: its value is true. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  | {
      readonly kind: 'compare';
      readonly attribute: string;
      readonly operator: ComparisonOperator;
      readonly value: string | number | boolean;
    };

type Token = { readonly kind: 'word' | 'text' | 'number' | 'open' | 'close'; readonly text: string };

/** Reads a filter or search expression; AND binds stronger than OR. Throws OktaError E0000031. */
export function parseFilter(text: string): Filter {
  const tokens = tokenize(text);
  let at = 0;

  function disjunction(): Filter {
    return chain('or', conjunction);
  }
  function conjunction(): Filter {
    return chain('and', operand);
  }
  function chain(kind: 'and' | 'or', next: () => Filter): Filter {
    const operands = [next()];
    while (isWord(tokens[at], kind)) {
      at += 1;
      operands.push(next());
    }
    const [first] = operands;
    return operands.length === 1 && first !== undefined ? first : { kind, operands };
  }
  function operand(): Filter {
    if (isWord(tokens[at], 'not')) {
      at += 1;
      return { kind: 'not', operand: group() };
    }
    return tokens[at]?.kind === 'open' ? group() : comparison();
  }
  function group(): Filter {
    if (tokens[at]?.kind !== 'open') throw malformed(text, 'an opening parenthesis is missing');
    at += 1;
    const inner = disjunction();
    if (tokens[at]?.kind !== 'close') throw malformed(text, 'a closing parenthesis is missing');
    at += 1;
    return inner;
  }
  function comparison(): Filter {
    const [name, word] = [tokens[at], tokens[at + 1]];
    const operator = comparisonOperators.find((known) => isWord(word, known));
    if (name?.kind !== 'word' || operator === undefined) throw malformed(text, 'expected an attribute and an operator');
    if (operator === 'pr') {
      at += 2;
      return { kind: 'compare', attribute: name.text, operator, value: true };
    }
    const value = literal(tokens[at + 2]);
    if (value === undefined) throw malformed(text, `expected a value after '${name.text} ${operator}'`);
    at += 3;
    return { kind: 'compare', attribute: name.text, operator, value };
  }

  const filter = disjunction();
  if (at < tokens.length) throw malformed(text, `'${tokens[at]?.text}' was not expected`);
  return filter;
}

function literal(token: Token | undefined): string | number | boolean | undefined {
  if (token?.kind === 'text') return token.text;
  if (token?.kind === 'number') return Number(token.text);
  return isWord(token, 'true') ? true : isWord(token, 'false') ? false : undefined;
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word;
}

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['text', /"(?:[^"\\]|\\.)*"/y],
  ['open', /\(/y],
  ['close', /\)/y],
  ['number', /-?\d+(?:\.\d+)?(?![\w.-])/y],
  ['word', /[A-Za-z_][\w.:$-]*/y],
];

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ' || text[at] === '\t') {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    if (token === undefined) throw malformed(text, `'${text.slice(at, at + 10)}' cannot be read`);
    tokens.push(token.kind === 'text' ? { kind: 'text', text: unquote(text, token.text) } : token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): Token | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, text: found };
  }
  return undefined;
}

/** Texts are JSON strings. */
function unquote(filter: string, quoted: string): string {
  try {
    const value: unknown = JSON.parse(quoted);
    return String(value);
  } catch {
    throw malformed(filter, `${quoted} is no JSON string`);
  }
}

function malformed(filter: string, reason: string): OktaError {
  return new OktaError('E0000031', { summary: `The expression cannot be read: ${reason}`, causes: [filter] });
}
