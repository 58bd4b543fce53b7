import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { parseEnv } from 'node:util';
import { defineScalarTag, intJsonTag, JSON_SCHEMA, load, NOT_RESOLVED } from 'js-yaml';
import type { InputValue } from '../engine/public-types.ts';
import { usageError } from './arguments.ts';
import { typedByLook } from './typed-arguments.ts';

type Variables = Record<string, InputValue>;

/**
 * Reads values for templates: `.json`, `.yaml`, `.yml` and `.env` by their names. Lists and objects become JSON text, whole numbers beyond
 * 2^53 the text of their digits. Throws a usage error that names the file.
 */
export async function readVariablesFile(path: string): Promise<Readonly<Variables>> {
  const decode = decoderFor(path);
  try {
    return decode(await readFile(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw usageError(`cannot read the variables in ${path}: ${reason}`);
  }
}

function decoderFor(path: string): (text: string) => Variables {
  const name = basename(path).toLowerCase();
  // `.env`, `.env.local`, `prod.env`.
  if (/^\.env(?:\.|$)/.test(name)) return environment;
  const decode = decoders[extname(name)];
  if (decode !== undefined) return decode;
  throw usageError(`cannot tell what kind of file ${path} is`, `--vars takes files that end in ${Object.keys(decoders).join(', ')}.`);
}

const decoders: Readonly<Record<string, (text: string) => Variables>> = {
  '.json': (text) => {
    // Checked by the strict reader first; YAML takes more than JSON.
    JSON.parse(text);
    return yaml(text);
  },
  '.yaml': yaml,
  '.yml': yaml,
  '.env': environment,
};

function environment(text: string): Variables {
  return Object.fromEntries(Object.entries(parseEnv(text)).map(([name, value]) => [name, typedByLook(value ?? '')]));
}

/** Whole numbers that a number cannot hold exactly become bigint, so that no digit of an identifier is lost. */
const exactIntegers = defineScalarTag('tag:yaml.org,2002:int', {
  ...intJsonTag,
  resolve(source, isExplicit, tagName) {
    const value = intJsonTag.resolve(source, isExplicit, tagName);
    return value === NOT_RESOLVED || Number.isSafeInteger(value) || !/^-?\d+$/.test(source) ? value : BigInt(source);
  },
});

const schema = JSON_SCHEMA.withTags(exactIntegers);

function yaml(text: string): Variables {
  return scalars(load(text, { schema }));
}

function scalars(document: unknown): Variables {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new Error('it must hold one object of names and values');
  return Object.fromEntries(Object.entries(document).map(([name, value]) => [name, scalar(value)]));
}

function scalar(value: unknown): InputValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return exactJson(value);
}

/** JSON text in which a bigint is its digits. */
function exactJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(exactJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, field]) => `${JSON.stringify(name)}:${exactJson(field)}`)
    .join(',')}}`;
}
