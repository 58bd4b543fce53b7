const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const codeLength = 5;
const codeSpace = 62 ** codeLength;
/** Coprime with 62, so that multiplying by it permutes the code space; small enough that products stay exact. */
const codeFactor = 9_000_011;

/**
 * Deterministic numbers and identifiers: everything is computed from the seed and a key, nothing is remembered, so a million objects
 * cost nothing until they are looked at.
 */
export class Random {
  readonly #seed: string;
  readonly #bases = new Map<string, number>();
  readonly #inverse: bigint = inverseOf(BigInt(codeFactor), BigInt(codeSpace));

  constructor(seed: number | string) {
    this.#seed = String(seed);
  }

  /** A number in [0, limit) that depends on the seed and the key alone. */
  below(limit: number, ...key: readonly (string | number)[]): number {
    return limit <= 0 ? 0 : hash(`${this.#seed}|${key.join('|')}`) % limit;
  }

  /** One of the choices. Throws a RangeError when there are none. */
  pick<Choice>(choices: readonly Choice[], ...key: readonly (string | number)[]): Choice {
    const choice = choices[this.below(choices.length, ...key)];
    if (choice === undefined) throw new RangeError('pick from nothing');
    return choice;
  }

  /** Text of base-62 digits. */
  text(length: number, ...key: readonly (string | number)[]): string {
    let digits = '';
    for (let block = 0; digits.length < length; block += 1) {
      let number = hash(`${this.#seed}|${block}|${key.join('|')}`);
      for (let digit = 0; digit < 5 && digits.length < length; digit += 1) {
        digits += alphabet[number % 62] ?? '0';
        number = Math.floor(number / 62);
      }
    }
    return digits;
  }

  /** A series of numbers for one object: each call gives the next one, in [0, limit). Cheaper than a key for each. */
  draws(kind: string, index: number): (limit: number) => number {
    let state = mix(this.#base(kind) ^ Math.imul(index + 1, 0x9e3779b1));
    return (limit) => {
      state = mix(state + 0x6d2b79f5);
      return state % limit;
    };
  }

  /** Identifier of the object with an index, 20 characters with the kind's prefix of three; {@link indexOf} goes the other way. */
  id(prefix: string, index: number): string {
    const draw = this.draws(prefix, index);
    let id = prefix;
    while (id.length < 20 - codeLength) id += alphabet[draw(62)] ?? '0';
    return id + encode((index * codeFactor + (this.#base(prefix) % codeSpace)) % codeSpace);
  }

  /** Index of the object that {@link id} gave this identifier; undefined for any other text. */
  indexOf(prefix: string, id: string): number | undefined {
    if (id.length !== 20 || !id.startsWith(prefix)) return undefined;
    const code = decode(id.slice(-codeLength));
    if (code === undefined) return undefined;
    const shifted = (code - (this.#base(prefix) % codeSpace) + codeSpace) % codeSpace;
    const index = Number((BigInt(shifted) * this.#inverse) % BigInt(codeSpace));
    return this.id(prefix, index) === id ? index : undefined;
  }

  #base(kind: string): number {
    let base = this.#bases.get(kind);
    if (base === undefined) this.#bases.set(kind, (base = hash(`${this.#seed}|${kind}`)));
    return base;
  }
}

/** 32-bit FNV-1a with a final avalanche, so that neighbouring keys give unrelated numbers. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return mix(value);
}

/** Spreads every bit of a number over all 32 (the finaliser of MurmurHash3). */
function mix(number: number): number {
  let value = number;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

function encode(code: number): string {
  let text = '';
  for (let rest = code, digit = 0; digit < codeLength; digit += 1, rest = Math.floor(rest / 62)) text = (alphabet[rest % 62] ?? '0') + text;
  return text;
}

function decode(text: string): number | undefined {
  let code = 0;
  for (const character of text) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) return undefined;
    code = code * 62 + digit;
  }
  return code;
}

function inverseOf(value: bigint, modulus: bigint): bigint {
  let [previous, current, previousFactor, factor] = [modulus, value % modulus, 0n, 1n];
  while (current !== 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  return ((previousFactor % modulus) + modulus) % modulus;
}
