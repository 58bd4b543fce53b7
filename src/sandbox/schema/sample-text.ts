import type { SchemaObject } from '../../openapi/schema.ts';
import { iso } from '../clock.ts';
import type { Random } from '../random.ts';
import { compilePattern } from './pattern.ts';

/** What decides about a sample text. */
interface TextContext {
  readonly random: Random;
  readonly key: string;
  /** Name of the property. */
  readonly name: string;
}

const firstDay = Date.UTC(2024, 0, 1);
const days = 700;

/** A text that fits a string schema: by format, else by the property's name, cut or stretched to the bounds. */
export function sampleText(schema: SchemaObject, context: TextContext): string {
  const patterned = fromPattern(schema);
  if (patterned !== undefined) return patterned;
  return fit(
    schema,
    byFormat(schema.format, context) ?? byName(context) ?? `${words(context.name)} ${1 + context.random.below(99, context.key)}`,
  );
}

/** A day in 2024 or 2025, the same for the same key. */
function sampleTime(random: Random, key: string): string {
  return iso(firstDay + random.below(days, key, 'day') * 86_400_000 + random.below(86_400, key, 'second') * 1000);
}

function byFormat(format: string | undefined, context: TextContext): string | undefined {
  switch (format) {
    case 'date-time':
      return sampleTime(context.random, context.key);
    case 'date':
      return sampleTime(context.random, context.key).slice(0, 10);
    case 'uri':
    case 'url':
      return `https://${host(context)}/${words(context.name).replaceAll(' ', '-')}`;
    case 'email':
      return `mail-${context.random.below(1000, context.key)}@example.com`;
    case 'uuid':
      return uuid(context.random, context.key);
    case 'base64':
      return Buffer.from(context.random.text(12, context.key)).toString('base64');
    case 'regex':
      return '.*';
    case 'boolean':
      return 'true';
    default:
      return undefined;
  }
}

/** A UUID of version 4's form, the same for the same key. */
export function uuid(random: Random, key: string): string {
  const digits = Array.from({ length: 32 }, (_, index) => random.below(16, 'uuid', key, index).toString(16)).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
}

const byEnding: readonly (readonly [RegExp, (context: TextContext) => string])[] = [
  [/^(created|lastUpdated|.*(At|Date|Time|Since|Until))$/, ({ random, key }) => sampleTime(random, key)],
  [/^(id|.*Id)$/, ({ random, key }) => `sbx${random.text(17, key)}`],
  [/(url|uri|href|issuer)$/i, (context) => `https://${host(context)}`],
  [/(^|_)(domain|host)$|Domain$|Host$/, host],
  [/mail/i, ({ random, key }) => `mail-${random.below(1000, key)}@example.com`],
  [/phone/i, ({ random, key }) => `+1555${String(random.below(10_000_000, key)).padStart(7, '0')}`],
  [/^(kid|x5t#S256|x5t|secret_hash)$/, ({ random, key }) => random.text(43, key)],
  [/(secret|token|password|privateKey)$/i, ({ random, key }) => random.text(40, key)],
  [/(version)$/i, () => '1.0.0'],
];

function byName(context: TextContext): string | undefined {
  return byEnding.find(([pattern]) => pattern.test(context.name))?.[1](context);
}

function host({ random, key }: TextContext): string {
  return `host-${random.below(1000, key)}.example.com`;
}

function words(name: string): string {
  const text = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return text === '' ? 'value' : text;
}

function fit(schema: SchemaObject, text: string): string {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema.bounds;
  const long = text.length < minLength ? text.padEnd(minLength, 'x') : text;
  return long.length > maxLength ? long.slice(0, maxLength).trimEnd().padEnd(minLength, 'x') : long;
}

const patternSamples = ['value', '7.20', '1.0.0', '+15550000000', 'abcdefghij0123456789', '12345678-1234-4123-8123-123456789012'];

/** One of a few common forms that fits pattern and length; undefined when none does. */
function fromPattern(schema: SchemaObject): string | undefined {
  const expression = schema.bounds.pattern === undefined ? undefined : compilePattern(schema.bounds.pattern);
  if (expression === undefined) return undefined;
  return patternSamples.find((text) => expression.test(text) && text.length >= (schema.bounds.minLength ?? 0));
}
