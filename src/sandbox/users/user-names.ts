import type { Random } from '../random.ts';

const firstNames = [
  'Ada',
  'Bela',
  'Chiara',
  'Dmitri',
  'Elif',
  'Farid',
  'Greta',
  'Hiro',
  'Imani',
  'Jonas',
  'Katya',
  'Luca',
  'Maya',
  'Nils',
  'Olga',
  'Priya',
  'Quentin',
  'Rosa',
  'Sofia',
  'Tariq',
  'Uma',
  'Viktor',
  'Wanda',
  'Ximena',
  'Yusuf',
  'Zoe',
  'Anton',
  'Bruna',
  'Carlos',
  'Dora',
  'Emil',
  'Fatima',
  'Goran',
  'Hana',
  'Ivan',
  'Julia',
  'Kofi',
  'Lena',
  'Marco',
  'Nadia',
] as const;

const lastNames = [
  'Almeida',
  'Bauer',
  'Chen',
  'Dubois',
  'Eriksen',
  'Ferrari',
  'Garcia',
  'Haddad',
  'Ibrahim',
  'Jensen',
  'Kowalski',
  'Lindqvist',
  'Moreau',
  'Nakamura',
  'Okafor',
  'Petrov',
  'Quist',
  'Rossi',
  'Schmidt',
  'Tanaka',
  'Ueda',
  'Varga',
  'Weber',
  'Xu',
  'Yilmaz',
  'Zhang',
  'Aydin',
  'Bianchi',
  'Costa',
  'Diaz',
  'Evans',
  'Fischer',
  'Gupta',
  'Hughes',
  'Iqbal',
  'Jovanovic',
  'Kim',
  'Lopez',
  'Meyer',
  'Novak',
  'Olsen',
  'Patel',
  'Reyes',
  'Silva',
  'Torres',
  'Urban',
  'Vogel',
  'Wagner',
  'Young',
  'Zimmer',
] as const;

/** Pairs of first and last name; after so many users names repeat and get a number. */
const pairs = firstNames.length * lastNames.length;
/** Coprime with the number of pairs, so that stepping by it visits each pair once. */
const step = 777;
const stepBack = inverse(step, pairs);

/** What people call a generated user. */
export interface UserName {
  readonly first: string;
  readonly last: string;
  /** `ada.almeida@example.com`; unique in its org. */
  readonly login: string;
}

/** Name of the user with an index. */
export function nameOf(random: Random, index: number): UserName {
  const pair = (index * step + offset(random)) % pairs;
  const [first, last] = [firstNames[pair % firstNames.length] ?? '', lastNames[Math.floor(pair / firstNames.length)] ?? ''];
  const round = Math.floor(index / pairs);
  return { first, last, login: `${first}.${last}${round === 0 ? '' : round + 1}@example.com`.toLowerCase() };
}

/** Index of the user that {@link nameOf} gives this login, or the part of it before the `@`; undefined for any other text. */
export function indexOfLogin(random: Random, login: string): number | undefined {
  const found = /^([a-z]+)\.([a-z]+)(\d*)(@example\.com)?$/.exec(login.toLowerCase());
  if (found === null) return undefined;
  const first = firstNames.findIndex((name) => name.toLowerCase() === found[1]);
  const last = lastNames.findIndex((name) => name.toLowerCase() === found[2]);
  if (first < 0 || last < 0) return undefined;
  const pair = last * firstNames.length + first;
  const place = (((pair - offset(random) + pairs) % pairs) * stepBack) % pairs;
  const round = found[3] === '' ? 0 : Number(found[3]) - 1;
  return place + round * pairs;
}

function offset(random: Random): number {
  return random.draws('names', 0)(pairs);
}

function inverse(value: number, modulus: number): number {
  for (let candidate = 1; candidate < modulus; candidate += 1) if ((value * candidate) % modulus === 1) return candidate;
  throw new RangeError('no inverse');
}
