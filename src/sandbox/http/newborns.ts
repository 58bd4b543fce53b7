import { isObject, textAt } from '../json.ts';
import { notFound } from '../okta-error.ts';
import type { Answer, Call } from '../call.ts';
import { segmentsOf } from './router.ts';

/** How long an object that was just created is not found by its identifier: until both are over. */
export interface CreationLag {
  /** 0 unless said. */
  readonly milliseconds?: number;
  /** Requests for it that are refused first; 0 unless said. */
  readonly requests?: number;
}

/** Objects that calls by identifier do not find yet. */
export class Newborns {
  readonly #lag: Required<CreationLag>;
  readonly #born = new Map<string, { readonly at: number; asked: number }>();

  constructor({ milliseconds = 0, requests = 0 }: CreationLag) {
    this.#lag = { milliseconds, requests };
  }

  /** Remembers the object that a POST to a collection of the org has made; what belongs to another object is found at once. */
  remember({ operation }: Call, { body }: Answer): void {
    const id = isObject(body) ? textAt(body, 'id') : undefined;
    const isNew = operation.method === 'POST' && !operation.path.includes('{');
    if (!isNew || id === undefined || (this.#lag.milliseconds === 0 && this.#lag.requests === 0)) return;
    this.#born.set(id, { at: Date.now(), asked: 0 });
  }

  /** Throws OktaError E0000007 for a path with the identifier of an object that cannot be seen yet. */
  refuseHidden(path: string): void {
    for (const segment of segmentsOf(path)) {
      const born = this.#born.get(segment);
      if (born === undefined) continue;
      born.asked += 1;
      if (born.asked <= this.#lag.requests || Date.now() - born.at < this.#lag.milliseconds) throw notFound(segment, 'Object');
    }
  }
}
