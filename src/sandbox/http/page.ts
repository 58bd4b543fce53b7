import type { JsonValue } from '../../values/value.ts';
import type { Answer, Call } from '../call.ts';
import { invalid } from '../okta-error.ts';
import type { Entry } from '../store/collection.ts';

/** How many rows a page has. */
export interface PageSizes {
  readonly normal: number;
  /** The most; more is cut down to it. */
  readonly most: number;
  /** The least; fewer is refused. */
  readonly least?: number;
}

/** Rows of one page, and the cursor of the next one; null on the last page. */
export interface PageOfEntries {
  readonly entries: readonly Entry[];
  readonly next: string | null;
}

/** Takes a page out of a collection: `source` gives the entries after an ordinal, `keep` says which of them count. */
export function takePage(
  call: Call,
  sizes: PageSizes,
  source: { readonly after: (ordinal: number) => Iterable<Entry>; readonly keep?: ((entry: Entry) => boolean) | undefined },
): PageOfEntries {
  const size = sizeOf(call, sizes);
  const entries: Entry[] = [];
  for (const entry of source.after(cursorOf(call))) {
    if (source.keep !== undefined && !source.keep(entry)) continue;
    if (entries.length === size) return { entries, next: encodeCursor(entries.at(-1)?.ordinal ?? 0) };
    entries.push(entry);
  }
  return { entries, next: null };
}

/** A list as the whole body, with `self` and `next` links in header lines of their own. */
export function listAnswer(call: Call, rows: readonly JsonValue[], next: string | null): Answer {
  const self = `${call.origin}${call.path}${call.search.size === 0 ? '' : `?${call.search}`}`;
  const headers: (readonly [string, string])[] = [['Link', `<${self}>; rel="self"`]];
  if (next !== null) headers.push(['Link', `<${nextUrl(call, next)}>; rel="next"`]);
  return { body: [...rows], headers };
}

/** URL of the page that a cursor stands for: the same request, started elsewhere. */
export function nextUrl(call: Call, cursor: string): string {
  const search = new URLSearchParams(call.search);
  search.set('after', cursor);
  return `${call.origin}${call.path}?${search}`;
}

function sizeOf(call: Call, sizes: PageSizes): number {
  const given = call.query['limit'];
  if (given === undefined) return sizes.normal;
  // The document has `limit` as text in one place.
  const asked = Number(given);
  if (!Number.isInteger(asked)) throw invalid('limit: must be an integer');
  if (asked === -1) return sizes.normal;
  const least = sizes.least ?? 1;
  if (asked < least) throw invalid(`limit: must be at least ${least}`);
  return Math.min(asked, sizes.most);
}

/** Cursors mean nothing to anybody else, and one that was made up is refused. */
function cursorOf(call: Call): number {
  const after = call.query['after'];
  if (typeof after !== 'string') return -1;
  const text = Buffer.from(after, 'base64url').toString('latin1');
  const ordinal = /^after:(\d{1,9})$/.exec(text)?.[1];
  if (ordinal === undefined) throw invalid('after: is no cursor that this server gave');
  return Number(ordinal);
}

function encodeCursor(ordinal: number): string {
  return Buffer.from(`after:${ordinal}`, 'latin1').toString('base64url');
}
