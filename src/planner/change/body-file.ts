import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import type { CallValue, FileValue } from '../plan.ts';
import { type Facts, MissingFact } from '../facts.ts';

/** The file at a path that stands in the statement. Throws `invalid_body` when it cannot be read or is empty. */
export function fileAt(path: string, facts: Facts, span: SourceSpan): FileValue {
  const found = facts.files?.get(path);
  if (found === undefined) throw new MissingFact({ kind: 'file', path });
  if (typeof found === 'string') throw new QueryError('invalid_body', `the file cannot be read: ${found}`, { span });
  if (found.length === 0) throw new QueryError('invalid_body', `${path} is empty`, { span });
  return { kind: 'file', name: path.split(/[/\\]/).at(-1) ?? path, bytes: found };
}

/**
 * What a field of bytes is given: text of the statement is a file's path, anything else has to yield bytes when it is computed. A path is never
 * taken from rows, so that nothing that was read can choose which file leaves the machine.
 */
export function bytesValue(value: CallValue, facts: Facts, span: SourceSpan): CallValue {
  if (value.kind !== 'constant' || value.value === null) return value;
  if (typeof value.value === 'string') return fileAt(value.value, facts, span);
  throw new QueryError('invalid_body', 'bytes are wanted here, or the path of a file', { span });
}
