import type { JsonObject } from '../json.ts';

/** Objects that are computed when looked at: the same for the same index, found again by their identifiers. */
export interface GeneratedItems {
  readonly count: number;
  idOf(index: number): string;
  /** Index of an identifier that {@link idOf} gave; undefined for any other. */
  indexOf(id: string): number | undefined;
  make(index: number): JsonObject;
}

/** An object in a collection. */
export interface Entry {
  /** Place in the collection, stable for its life; grows with age of insertion. */
  readonly ordinal: number;
  readonly id: string;
  readonly item: JsonObject;
}

/**
 * Objects by identifier in insertion order: first the generated ones, then those that were added. Only changes are stored, so a
 * collection of a million untouched objects takes no memory.
 */
export class Collection {
  readonly #generated: GeneratedItems;
  /** Replacements of generated objects; null: removed. */
  readonly #changed = new Map<string, JsonObject | null>();
  readonly #added = new Map<string, { readonly ordinal: number; readonly item: JsonObject }>();
  #nextOrdinal: number;
  #removed = 0;

  constructor(generated: GeneratedItems) {
    this.#generated = generated;
    this.#nextOrdinal = generated.count;
  }

  /** Number of objects. */
  get size(): number {
    return this.#generated.count - this.#removed + this.#added.size;
  }

  /** Ordinal of the object that was added last; -1 in a collection that never had one. */
  get newest(): number {
    return this.#nextOrdinal - 1;
  }

  /** The object with an identifier; undefined when there is none. */
  get(id: string): JsonObject | undefined {
    const added = this.#added.get(id);
    if (added !== undefined) return added.item;
    const changed = this.#changed.get(id);
    if (changed !== undefined) return changed ?? undefined;
    const index = this.#indexOf(id);
    return index === undefined ? undefined : this.#generated.make(index);
  }

  /** Tells whether there is an object with this identifier. */
  has(id: string): boolean {
    if (this.#added.has(id)) return true;
    const changed = this.#changed.get(id);
    return changed === undefined ? this.#indexOf(id) !== undefined : changed !== null;
  }

  /** Adds an object at the end, or replaces the one that has the identifier and keeps its place. */
  put(id: string, item: JsonObject): void {
    const added = this.#added.get(id);
    if (added !== undefined) this.#added.set(id, { ...added, item });
    else if (this.#indexOf(id) !== undefined && this.#changed.get(id) !== null) this.#changed.set(id, item);
    else this.#added.set(id, { ordinal: this.#nextOrdinal++, item });
  }

  /** Removes an object; tells whether there was one. */
  remove(id: string): boolean {
    if (this.#added.delete(id)) return true;
    if (!this.has(id)) return false;
    this.#changed.set(id, null);
    this.#removed += 1;
    return true;
  }

  /** Objects in order whose ordinal is greater than the given one. */
  *after(ordinal: number): Generator<Entry, void, undefined> {
    for (let index = Math.max(0, ordinal + 1); index < this.#generated.count; index += 1) {
      const id = this.#generated.idOf(index);
      const changed = this.#changed.get(id);
      if (changed !== null) yield { ordinal: index, id, item: changed ?? this.#generated.make(index) };
    }
    for (const [id, { ordinal: place, item }] of this.#added) if (place > ordinal) yield { ordinal: place, id, item };
  }

  /** All objects in order. */
  entries(): Generator<Entry, void, undefined> {
    return this.after(-1);
  }

  #indexOf(id: string): number | undefined {
    const index = this.#generated.indexOf(id);
    return index !== undefined && index >= 0 && index < this.#generated.count ? index : undefined;
  }
}

/** A collection that starts with a list of objects. */
export function collectionOf(items: readonly (readonly [id: string, item: JsonObject])[]): Collection {
  const places = new Map(items.map(([id], index) => [id, index]));
  return new Collection({
    count: items.length,
    idOf: (index) => items[index]?.[0] ?? '',
    indexOf: (id) => places.get(id),
    make: (index) => items[index]?.[1] ?? {},
  });
}
