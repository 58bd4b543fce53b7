const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const codeLength = 5;
const codeSpace = 62n ** BigInt(codeLength);
/** Coprime with 62, so that multiplying by it permutes the code space. */
const codeFactor = 387_420_489n;

/**
 * Deterministic numbers and identifiers: everything is computed from the seed and a key, nothing is remembered, so a million objects
 * cost nothing until they are looked at.
 */
export class Random {
  readonly #seed: string;
  readonly #inverse: bigint = inverseOf(codeFactor, codeSpace);

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

  /** Identifier of the object with an index, 20 characters with the kind's prefix of three; {@link indexOf} goes the other way. */
  id(prefix: string, index: number): string {
    const code = (BigInt(index) * codeFactor + this.#offset(prefix)) % codeSpace;
    return prefix + this.text(20 - codeLength - prefix.length, 'id', prefix, index) + encode(code);
  }

  /** Index of the object that {@link id} gave this identifier; undefined for any other text. */
  indexOf(prefix: string, id: string): number | undefined {
    if (id.length !== 20 || !id.startsWith(prefix)) return undefined;
    const code = decode(id.slice(-codeLength));
    if (code === undefined) return undefined;
    const index = Number(((((code - this.#offset(prefix)) % codeSpace) + codeSpace) * this.#inverse) % codeSpace);
    return this.id(prefix, index) === id ? index : undefined;
  }

  #offset(prefix: string): bigint {
    return BigInt(hash(`${this.#seed}|offset|${prefix}`)) % codeSpace;
  }
}

/** 32-bit FNV-1a with a final avalanche, so that neighbouring keys give unrelated numbers. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

function encode(code: bigint): string {
  let text = '';
  for (let rest = code, digit = 0; digit < codeLength; digit += 1, rest /= 62n) text = (alphabet[Number(rest % 62n)] ?? '0') + text;
  return text;
}

function decode(text: string): bigint | undefined {
  let code = 0n;
  for (const character of text) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) return undefined;
    code = code * 62n + BigInt(digit);
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
