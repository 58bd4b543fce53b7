import type { Clock } from './clock.ts';
import type { Random } from './random.ts';
import type { SchemaReader } from './schema/schema-reader.ts';
import type { Collection } from './store/collection.ts';

/** How many objects an org has. */
export interface OrgSizes {
  readonly users: number;
  readonly groups: number;
  readonly apps: number;
}

/** Makes a collection when it is first looked at; `params` are the values of the template's parameters in order. */
export type Seed = (org: Org, params: readonly string[]) => Collection;

/** What an org is made of. */
export interface OrgParts {
  readonly random: Random;
  readonly clock: Clock;
  readonly reader: SchemaReader;
  readonly sizes: OrgSizes;
  /** Milliseconds for which users are on their way to being active or deprovisioned. */
  readonly transitionTime: number;
  /** Gives what fills a collection at first, by its template with parameters written as `{}`: `/api/v1/apps/{}/connections`. */
  readonly seedOf: (template: string) => Seed;
}

/** All objects of one sandbox org. Collections come into being when they are first asked for. */
export class Org {
  readonly random: Random;
  readonly clock: Clock;
  readonly reader: SchemaReader;
  readonly sizes: OrgSizes;
  readonly transitionTime: number;
  readonly #seedOf: (template: string) => Seed;
  readonly #collections = new Map<string, Collection>();

  constructor(parts: OrgParts) {
    this.random = parts.random;
    this.clock = parts.clock;
    this.reader = parts.reader;
    this.sizes = parts.sizes;
    this.transitionTime = parts.transitionTime;
    this.#seedOf = parts.seedOf;
  }

  /** The collection at a template whose parameters are written as `{}`, for the given values of them. */
  collection(template: string, params: readonly string[] = []): Collection {
    const key = [template, ...params].join('\n');
    let collection = this.#collections.get(key);
    if (collection === undefined) {
      collection = this.#seedOf(template)(this, params);
      this.#collections.set(key, collection);
    }
    return collection;
  }

  /** An identifier nobody has yet, with the prefix of its kind. */
  newId(prefix: string): string {
    this.#issued += 1;
    return this.random.id(prefix, 500_000_000 + this.#issued);
  }

  #issued = 0;
}
