import { isObject } from './facts.ts';

/**
 * Writes JSON so that a change shows as few lines: objects are opened down to `depth` levels, and below that each value stands on one line.
 * Ends with a newline.
 */
export function formatJson(value: unknown, depth: (path: readonly string[]) => boolean): string {
  return `${write(value, [], depth)}\n`;
}

function write(value: unknown, path: readonly string[], opens: (path: readonly string[]) => boolean): string {
  if (!isObject(value) || !opens(path) || Object.keys(value).length === 0) return JSON.stringify(value);
  const indent = '  '.repeat(path.length);
  const members = Object.entries(value).map(
    ([key, member]) => `${indent}  ${JSON.stringify(key)}: ${write(member, [...path, key], opens)}`,
  );
  return `{\n${members.join(',\n')}\n${indent}}`;
}
