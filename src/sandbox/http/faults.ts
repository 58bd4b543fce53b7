import { segmentsOf } from './router.ts';

/** Something that goes wrong with one kind of request. */
export interface Fault {
  readonly method: string;
  /** Path without query; `*` stands for any one segment. */
  readonly path: string;
  /** Whether the org takes the request up before its answer is lost. */
  readonly when: 'before' | 'after';
  /**
   * `drop`: the connection is closed without an answer; `cut`: in the middle of it; `error`: {@link status} comes instead; `broken`: half of a JSON
   * text with the length it has; `html`: a web page with status 200; `text`: plain text with it; `stall`: nothing comes after the first piece.
   * `drop` unless said.
   */
  readonly what?: 'drop' | 'cut' | 'error' | 'broken' | 'html' | 'text' | 'stall';
  /** For `error`; 500 unless said. A 429 is one for too many requests at once. */
  readonly status?: 429 | 500 | 502 | 503 | 504;
  /** How many such requests it befalls; 1 unless said. */
  readonly times?: number;
  /** How many such requests pass unharmed before; 0 unless said. */
  readonly skip?: number;
}

/** Hands out each fault as often as it is to happen. */
export class Faults {
  #open: { readonly fault: Fault; skip: number; left: number }[] = [];

  constructor(faults: readonly Fault[]) {
    this.set(faults);
  }

  /** From now on only these happen. */
  set(faults: readonly Fault[]): void {
    this.#open = faults.map((fault) => ({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 }));
  }

  /** What befalls a request, if anything does. */
  take(method: string, path: string): Fault | undefined {
    const found = this.#open.find(({ fault, left }) => left > 0 && fault.method === method && fits(fault.path, path));
    if (found === undefined) return undefined;
    if (found.skip > 0) {
      found.skip -= 1;
      return undefined;
    }
    found.left -= 1;
    return found.fault;
  }
}

function fits(pattern: string, path: string): boolean {
  const wanted = segmentsOf(pattern);
  const given = segmentsOf(path);
  return wanted.length === given.length && wanted.every((segment, index) => segment === '*' || segment === given[index]);
}
