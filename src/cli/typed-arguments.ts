import type { InputValue } from '../engine/public-types.ts';
import type { Arguments } from './arguments.ts';
import { usageError } from './arguments.ts';
import type { OptionName } from './option-table.ts';

/** The last value of an option; undefined when it was not given. */
export function textOption({ options }: Arguments, name: OptionName): string | undefined {
  return options.get(name)?.at(-1);
}

/** Every value of an option that may be repeated. */
export function listOption({ options }: Arguments, name: OptionName): readonly string[] {
  return options.get(name) ?? [];
}

/** Whether a switch was given. */
export function switchOption({ options }: Arguments, name: OptionName): boolean {
  return options.has(name);
}

/** A whole number of at least zero; undefined when the option was not given. Throws a usage error for anything else. */
export function countOption(given: Arguments, name: OptionName): number | undefined {
  const text = textOption(given, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) throw usageError(`--${name} takes a whole number, not \`${text}\``);
  return number;
}

/** A number of seconds above zero; undefined when the option was not given. */
export function secondsOption(given: Arguments, name: OptionName): number | undefined {
  const text = textOption(given, name);
  if (text === undefined) return undefined;
  const seconds = /^\d*\.?\d+$/.test(text) ? Number(text) : 0;
  if (seconds <= 0) throw usageError(`--${name} takes a number of seconds above zero, not \`${text}\``);
  return seconds;
}

/** A percentage above 0 and up to 100, with or without its sign, as a fraction; undefined when the option was not given. */
export function percentOption(given: Arguments, name: OptionName): number | undefined {
  const text = textOption(given, name);
  if (text === undefined) return undefined;
  const percent = /^\d*\.?\d+%?$/.test(text) ? Number.parseFloat(text) : 0;
  if (percent <= 0 || percent > 100) throw usageError(`--${name} takes a percentage above 0 and up to 100, not \`${text}\``);
  return percent / 100;
}

/** Splits `name=value`; the value may be empty and may hold further `=`. */
export function splitAssignment(text: string, option: OptionName): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(0, at)).trim();
  if (name === '') throw usageError(`--${option} takes NAME=VALUE, not \`${text}\``);
  return [name, text.slice(at + 1)];
}

/**
 * A value from a command line or an `.env` file, typed by its look: `true`, `false`, `null`, and numbers that print exactly as they were
 * written. `007`, `1.50` and digits beyond 2^53 stay text, so that identifiers survive.
 */
export function typedByLook(text: string): InputValue {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  return /^-?\d/.test(text) && String(Number(text)) === text ? Number(text) : text;
}
