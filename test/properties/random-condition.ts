import fc, { type Arbitrary } from 'fast-check';

/*
 * Conditions on applications, which are answered by their identifier, and on connections, which stand behind an application each. Made
 * of parts that shrink, so that a failing statement ends as the few words that matter.
 */

/** A relation under the alias it has in the statement. */
export interface Reference {
  readonly alias: string;
  readonly kind: 'applications' | 'connections';
}

/** What conditions may hold: identifiers worth asking for, and how deep sub-queries go. */
export interface Words {
  readonly ids: readonly string[];
  readonly depth: number;
}

const texts = ['ACTIVE', 'INACTIVE', 'ENABLED', 'DISABLED', 'TOKEN', 'Zoom', 'SAML_2_0', 'false'];

/** A reference to either relation under a given alias. */
export function reference(alias: string): Arbitrary<Reference> {
  return fc.constantFrom('applications' as const, 'connections' as const).map((kind) => ({ alias, kind }));
}

/** The reference as FROM has it. */
export function relation({ alias, kind }: Reference): string {
  return `okta.apps.${kind} ${alias}`;
}

/** The identifier of a row: connections have their application's, applications their own under two names. */
export function key({ alias, kind }: Reference): Arbitrary<string> {
  return kind === 'connections' ? fc.constant(`${alias}.appId`) : fc.constantFrom(`${alias}.id`, `${alias}.appId`);
}

/** An expression that is text, JSON paths in both spellings included. */
export function text({ alias, kind }: Reference): Arbitrary<string> {
  return kind === 'connections'
    ? fc.constantFrom(`${alias}.status`, `${alias}.authScheme`, `${alias}.profile->>'authScheme'`, `${alias}.profile.authScheme`)
    : fc.constantFrom(`${alias}.status`, `${alias}.label`, `${alias}.signOnMode`, `${alias}.visibility->'hide'->>'iOS'`);
}

/** An identifier as a literal. */
export function identifier({ ids }: Words): Arbitrary<string> {
  return fc.constantFrom(...ids).map((id) => `'${id}'`);
}

/** A predicate on some of the references, with sub-queries while the words allow them. */
export function condition(among: readonly Reference[], words: Words): Arbitrary<string> {
  const atom = fc.oneof(...comparisons(among, words), ...tests(among, words), ...(words.depth === 0 ? [] : onSubqueries(among, words)));
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 4, arbitrary: atom },
      { weight: 3, arbitrary: fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => `${left} AND ${right}`) },
      { weight: 2, arbitrary: fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => `${left} OR ${right}`) },
      { weight: 1, arbitrary: fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => `(${left} OR ${right})`) },
      { weight: 1, arbitrary: tie('tree').map((inner) => `NOT (${inner})`) },
    ),
  }));
  return tree;
}

type Weighted = { readonly weight: number; readonly arbitrary: Arbitrary<string> };

const not = fc.constantFrom('', 'NOT ');

/** Comparisons that could bind a parameter, and some that could not. */
function comparisons(among: readonly Reference[], words: Words): readonly Weighted[] {
  const anyKey = fc.constantFrom(...among).chain(key);
  const id = identifier(words);
  const idOrNull = fc.oneof({ weight: 8, arbitrary: id }, { weight: 1, arbitrary: fc.constant('NULL') });
  const list = fc.array(idOrNull, { minLength: 1, maxLength: 3 }).map((items) => items.join(', '));
  return [
    { weight: 6, arbitrary: fc.tuple(anyKey, id).map(([name, value]) => `${name} = ${value}`) },
    { weight: 3, arbitrary: fc.tuple(anyKey, not, list).map(([name, negated, items]) => `${name} ${negated}IN (${items})`) },
    { weight: 1, arbitrary: fc.tuple(anyKey, id).map(([name, value]) => `${name} <> ${value}`) },
    { weight: 2, arbitrary: fc.tuple(anyKey, anyKey).map(([left, right]) => `${left} = ${right}`) },
  ];
}

/** Conditions that are evaluated on the rows. */
function tests(among: readonly Reference[], words: Words): readonly Weighted[] {
  const anyKey = fc.constantFrom(...among).chain(key);
  const anyText = fc.constantFrom(...among).chain(text);
  const equality = fc.tuple(anyKey, identifier(words)).map(([name, value]) => `${name} = ${value}`);
  const compared = fc.tuple(anyText, fc.constantFrom('=', '<>'), fc.constantFrom(...texts));
  const truth = fc.constantFrom('TRUE', 'NOT TRUE', 'FALSE', 'NOT NULL');
  return [
    { weight: 3, arbitrary: compared.map(([name, sign, value]) => `${name} ${sign} '${value}'`) },
    { weight: 2, arbitrary: fc.tuple(fc.oneof(anyKey, anyText), not).map(([name, negated]) => `${name} IS ${negated}NULL`) },
    {
      weight: 1,
      arbitrary: fc.tuple(equality, anyText).map(([first, name]) => `CASE WHEN ${first} THEN TRUE ELSE ${name} = 'ACTIVE' END`),
    },
    { weight: 1, arbitrary: fc.tuple(equality, truth).map(([first, value]) => `(${first}) IS ${value}`) },
  ];
}

function onSubqueries(among: readonly Reference[], words: Words): readonly Weighted[] {
  const anyKey = fc.constantFrom(...among).chain(key);
  const query = subquery(among, words);
  return [
    { weight: 2, arbitrary: fc.tuple(anyKey, not, query).map(([name, negated, inner]) => `${name} ${negated}IN (${inner})`) },
    { weight: 1, arbitrary: fc.tuple(not, query).map(([negated, inner]) => `${negated}EXISTS (${inner})`) },
  ];
}

/** A query of one column; its condition may speak of the references around it. */
export function subquery(around: readonly Reference[], words: Words): Arbitrary<string> {
  const inside = { ...words, depth: words.depth - 1 };
  return reference(`s${words.depth}`).chain((inner) => {
    const filter = fc.oneof(condition([inner], inside), condition([inner, ...around], inside));
    return fc.tuple(key(inner), where(filter)).map(([name, rest]) => `SELECT ${name} FROM ${relation(inner)}${rest}`);
  });
}

/** WHERE and a condition, or nothing. */
export function where(filter: Arbitrary<string>): Arbitrary<string> {
  return fc.option(filter, { freq: 3, nil: '' }).map((condition) => (condition === '' ? '' : ` WHERE ${condition}`));
}

/** AND and a condition, or nothing. */
export function and(filter: Arbitrary<string>): Arbitrary<string> {
  return fc.option(filter, { freq: 2, nil: '' }).map((condition) => (condition === '' ? '' : ` AND ${condition}`));
}
