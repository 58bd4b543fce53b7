import type { Page } from '../values/value.ts';

/** The first rows of some pages; whoever makes the pages is left when there are enough, and never begun when none are wanted. */
export async function* firstRows(pages: AsyncIterable<Page>, count: number): AsyncGenerator<Page> {
  let left = count;
  if (left <= 0) return;
  for await (const page of pages) {
    yield page.length > left ? page.slice(0, left) : page;
    left -= page.length;
    if (left <= 0) return;
  }
}
