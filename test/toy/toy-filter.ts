import type { Toy } from './toy-works.ts';

/** Thrown for an expression that the toy works cannot read. */
export class BadExpression extends Error {}

type Test = (toy: Toy) => boolean;

const fields: ReadonlySet<string> = new Set(['id', 'title', 'colour', 'price', 'made']);

/**
 * Reads an expression of the toy works' own language: `price>=5;[colour='red'|colour='blue']`, `;` for and, `|` for or, quotes doubled, times as
 * they are. Comparisons of texts ignore nothing; `^` is for beginnings, `?` for what is there.
 */
export function toyFilter(text: string): Test {
  const tokens = text.match(/'(?:[^']|'')*'|[;|[\]?^]|[<>!]?=|[<>]|[^;|[\]?^<>!=']+/g) ?? [];
  let at = 0;
  const any = (): Test => chain('|', all, (tests) => (toy) => tests.some((test) => test(toy)));
  const all = (): Test => chain(';', one, (tests) => (toy) => tests.every((test) => test(toy)));
  const chain = (mark: string, next: () => Test, join: (tests: readonly Test[]) => Test): Test => {
    const tests = [next()];
    while (tokens[at] === mark) {
      at += 1;
      tests.push(next());
    }
    return join(tests);
  };
  const one = (): Test => {
    if (tokens[at] !== '[') return comparison();
    at += 1;
    const inner = any();
    if (tokens[at] !== ']') throw new BadExpression(`no ] in ${text}`);
    at += 1;
    return inner;
  };
  const comparison = (): Test => {
    const [name = '', operator = '', value] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (!fields.has(name)) throw new BadExpression(`no field ${name}`);
    at += operator === '?' ? 2 : 3;
    if (operator === '?') return (toy) => fieldOf(toy, name) !== null;
    if (value === undefined) throw new BadExpression(`no value in ${text}`);
    return compare(name, operator, value);
  };
  const test = any();
  if (at < tokens.length) throw new BadExpression(`${tokens[at]} was not expected`);
  return test;
}

function compare(name: string, operator: string, written: string): Test {
  const value = written.startsWith("'") ? written.slice(1, -1).replaceAll("''", "'") : name === 'made' ? written : Number(written);
  return (toy) => {
    const found = fieldOf(toy, name);
    if (found === null) return operator === '!=';
    switch (operator) {
      case '=':
        return found === value;
      case '!=':
        return found !== value;
      case '<':
        return found < value;
      case '<=':
        return found <= value;
      case '>':
        return found > value;
      case '>=':
        return found >= value;
      case '^':
        return String(found).startsWith(String(value));
      default:
        throw new BadExpression(`no operator ${operator}`);
    }
  };
}

function fieldOf(toy: Toy, name: string): string | number | null {
  if (name === 'title') return toy.name;
  if (name === 'made') return toy.made_at;
  return name === 'price' ? toy.price : name === 'colour' ? toy.colour : toy.id;
}
