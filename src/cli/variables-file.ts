import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { parseEnv } from 'node:util';
import { JSON_SCHEMA, load } from 'js-yaml';
import type { InputValue } from '../engine/public-types.ts';
import { usageError } from './arguments.ts';
import { typedByLook } from './typed-arguments.ts';

/**
 * Reads values for templates: `.json`, `.yaml` and `.yml` by their names, anything else as `.env` lines. Lists and objects become JSON text.
 * Throws a usage error that names the file.
 */
export async function readVariablesFile(path: string): Promise<Readonly<Record<string, InputValue>>> {
  try {
    return decode(await readFile(path, 'utf8'), extname(path).toLowerCase());
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw usageError(`cannot read the variables in ${path}: ${reason}`);
  }
}

function decode(text: string, extension: string): Record<string, InputValue> {
  if (extension === '.json') return scalars(JSON.parse(text));
  if (extension === '.yaml' || extension === '.yml') return scalars(load(text, { schema: JSON_SCHEMA }));
  return Object.fromEntries(Object.entries(parseEnv(text)).map(([name, value]) => [name, typedByLook(value ?? '')]));
}

function scalars(document: unknown): Record<string, InputValue> {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new Error('it must hold one object of names and values');
  return Object.fromEntries(Object.entries(document).map(([name, value]) => [name, scalar(value)]));
}

function scalar(value: unknown): InputValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  return JSON.stringify(value);
}
