/** Why a foreign value does not have the expected shape, and where: `.resources[3].name`. */
export interface ShapeProblem {
  readonly path: string;
  readonly message: string;
}

/** Tells what keeps a foreign value from being a `T`; null when nothing does. */
export interface Check<T> {
  (value: unknown): ShapeProblem | null;
  /** Never there: it carries the type that the check stands for. */
  readonly checked?: T;
}

type PlainObject = Readonly<Record<string, unknown>>;

/** Narrows to an object that is no array. */
export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Narrows a value to what a check stands for, given what the check said of it. */
export function fits<T>(_value: unknown, outcome: ShapeProblem | null, _check: Check<T>): _value is T {
  return outcome === null;
}

const quoteLimit = 40;

function found(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isPlainObject(value)) return 'an object';
  const text = JSON.stringify(value);
  return text.length > quoteLimit ? `${text.slice(0, quoteLimit)}…` : text;
}

function mismatch(expected: string, value: unknown): ShapeProblem {
  return { path: '', message: `expected ${expected}, found ${found(value)}` };
}

function within(step: string, problem: ShapeProblem): ShapeProblem {
  return { path: step + problem.path, message: problem.message };
}

function field(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** Any text. */
export const text: Check<string> = (value) => (typeof value === 'string' ? null : mismatch('text', value));

/** Text that matches a pattern, described for the message. */
export function textLike(pattern: RegExp, description: string): Check<string> {
  return (value) => (typeof value === 'string' && pattern.test(value) ? null : mismatch(description, value));
}

/** Any finite number. */
export const finite: Check<number> = (value) => (typeof value === 'number' && Number.isFinite(value) ? null : mismatch('a number', value));

/** A whole number, zero or more. */
export const count: Check<number> = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? null : mismatch('a whole number', value);

/** True or false. */
export const flag: Check<boolean> = (value) => (typeof value === 'boolean' ? null : mismatch('true or false', value));

/** Anything, null included. */
export const anything: Check<unknown> = () => null;

/** One of a few constants. */
export function oneOf<const T extends string | number>(constants: readonly T[]): Check<T> {
  const known = new Set<unknown>(constants);
  const expected = constants.length === 1 ? JSON.stringify(constants[0]) : `one of ${constants.join(', ')}`;
  return (value) => (known.has(value) ? null : mismatch(expected, value));
}

/** What another check takes, or null. */
export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value) => (value === null ? null : check(value));
}

/** What either check takes; the second one's problem is the one told. */
export function either<A, B>(first: Check<A>, second: Check<B>): Check<A | B> {
  return (value) => (first(value) === null ? null : second(value));
}

/** A list of what another check takes. */
export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return mismatch('a list', value);
    for (let index = 0; index < value.length; index += 1) {
      const problem = check(value[index]);
      if (problem !== null) return within(`[${index}]`, problem);
    }
    return null;
  };
}

/** An object with any keys whose values another check takes. */
export function recordOf<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value) => {
    if (!isPlainObject(value)) return mismatch('an object', value);
    for (const key in value) {
      const problem = check(value[key]);
      if (problem !== null) return within(field(key), problem);
    }
    return null;
  };
}

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type Fields<T, K extends keyof T> = { readonly [P in K]-?: Check<T[P]> };

/** An object with known fields; keys that neither list names are let be. The compiler proves that no field of `T` is left out. */
export function object<T>(required: Fields<T, Exclude<keyof T, OptionalKeys<T>>>, optional: Fields<T, OptionalKeys<T>>): Check<T> {
  const needed = Object.keys(required);
  const checks = new Map<string, Check<unknown>>([
    ...Object.entries<Check<unknown>>(required),
    ...Object.entries<Check<unknown>>(optional),
  ]);
  return (value) => {
    if (!isPlainObject(value)) return mismatch('an object', value);
    for (const key of needed) {
      if (value[key] === undefined) return { path: field(key), message: 'is missing' };
    }
    for (const key in value) {
      const problem = checks.get(key)?.(value[key]) ?? null;
      if (problem !== null) return within(field(key), problem);
    }
    return null;
  };
}

/** An object whose `kind` names which of several checks applies. */
export function byKind<T>(checks: Readonly<Record<string, Check<T>>>): Check<T> {
  return (value) => {
    if (!isPlainObject(value)) return mismatch('an object', value);
    const kind = value['kind'];
    const check = typeof kind === 'string' && Object.hasOwn(checks, kind) ? checks[kind] : undefined;
    return check === undefined ? within('.kind', mismatch(`one of ${Object.keys(checks).join(', ')}`, kind)) : check(value);
  };
}

/** What a check takes and a rule over the whole value lets pass. */
export function where<T>(check: Check<T>, rule: (value: T) => ShapeProblem | null): Check<T> {
  return (value) => {
    const outcome = check(value);
    return fits(value, outcome, check) ? rule(value) : outcome;
  };
}
