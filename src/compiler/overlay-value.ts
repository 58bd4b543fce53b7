import { QueryError } from '../errors/query-error.ts';

/** A value of an overlay with the place it stands at, such as `okta/provider.yaml: server.variable`. */
export interface OverlayValue {
  readonly value: unknown;
  readonly at: string;
}

/** The value of a key; its `value` is undefined when the key is absent. Throws `invalid_descriptor` when it is asked of anything but a mapping. */
export function member(node: OverlayValue, key: string): OverlayValue {
  return { value: mapping(node)[key], at: `${node.at}${node.at.endsWith(':') ? ' ' : '.'}${key}` };
}

/** Key and value of each entry, in file order; none when the mapping is absent. */
export function entries(node: OverlayValue): readonly (readonly [key: string, value: OverlayValue])[] {
  return Object.keys(mapping(node)).map((key) => [key, member(node, key)]);
}

/** The items of a list; none when it is absent. */
export function items(node: OverlayValue): readonly OverlayValue[] {
  if (node.value === undefined || node.value === null) return [];
  if (!Array.isArray(node.value)) throw wrong(node, 'a list');
  return node.value.map((value: unknown, index) => ({ value, at: `${node.at}[${index}]` }));
}

/** A text that has to be there. */
export function text(node: OverlayValue): string {
  if (typeof node.value !== 'string') throw wrong(node, 'text');
  return node.value;
}

/** A text, or null when it is absent or null. */
export function optionalText(node: OverlayValue): string | null {
  return node.value === undefined || node.value === null ? null : text(node);
}

/** A list of texts; one text stands for a list of one. */
export function texts(node: OverlayValue): readonly string[] {
  return typeof node.value === 'string' ? [node.value] : items(node).map(text);
}

/** A number that has to be there. */
export function number(node: OverlayValue): number {
  if (typeof node.value !== 'number') throw wrong(node, 'a number');
  return node.value;
}

/** True or false; false when it is absent. */
export function flag(node: OverlayValue): boolean {
  if (node.value === undefined) return false;
  if (typeof node.value !== 'boolean') throw wrong(node, 'true or false');
  return node.value;
}

/** One of a closed list of words. */
export function word<Word extends string>(node: OverlayValue, words: readonly Word[]): Word {
  const found = words.find((candidate) => candidate === node.value);
  if (found === undefined) throw wrong(node, `one of ${words.join(', ')}`);
  return found;
}

/** Refuses keys that nobody reads, so that a misspelt one is not silently without effect. */
export function onlyKeys(node: OverlayValue, known: readonly string[]): void {
  for (const key of Object.keys(mapping(node))) {
    if (!known.includes(key)) {
      throw new QueryError('invalid_descriptor', `${member(node, key).at}: unknown key`, { hint: `Known keys: ${known.join(', ')}.` });
    }
  }
}

/** An error that says what should stand at a place. */
export function wrong(node: OverlayValue, expected: string): QueryError {
  return new QueryError('invalid_descriptor', `${node.at}: expected ${expected}`);
}

/** Tells whether a key is there and not null. */
export function isPresent(node: OverlayValue): boolean {
  return node.value !== undefined && node.value !== null;
}

function mapping(node: OverlayValue): Readonly<Record<string, unknown>> {
  const { value } = node;
  if (value === undefined || value === null) return {};
  if (!isMapping(value)) throw wrong(node, 'a mapping');
  return value;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
