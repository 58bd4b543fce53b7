import { describe, expect, test } from 'vitest';
import { nextLink } from './link-header.ts';

describe('nextLink', () => {
  test.each<[lines: readonly string[], expected: string | undefined, why: string]>([
    [['<https://a/x?after=1>; rel="next"'], 'https://a/x?after=1', 'one link'],
    [['<https://a/x>; rel="self"', '<https://a/x?after=1>; rel="next"'], 'https://a/x?after=1', 'several header lines'],
    [['<https://a/x>; rel="self", <https://a/x?after=1>; rel="next"'], 'https://a/x?after=1', 'several links in one line'],
    [
      ['<https://a/x?filter=a,b;c>; rel="self",<https://a/y?q=a,b;c>;rel=next'],
      'https://a/y?q=a,b;c',
      'commas and semicolons inside targets, a token for rel',
    ],
    [['<https://a/x>; title="a, <b>; rel=\\"next\\""; rel="self"'], undefined, 'a quoted text that looks like a link'],
    [['</x?after=1>; rel="prev next"'], '/x?after=1', 'several relations'],
    [['</x>; REL="NEXT"'], '/x', 'names and relations in any case'],
    [['</x>; rel="self"; rel="next"'], undefined, 'only the first rel counts'],
    [['</x>; title=next; rel=self'], undefined, 'other parameters are no relation'],
    [['</x> ; a ; rel = "next"'], '/x', 'spaces and parameters without value'],
    [['</x>; rel="nextpage"'], undefined, 'relations are compared whole'],
    [['</x>'], undefined, 'no relation'],
    [['garbage', ''], undefined, 'no link'],
    [[], undefined, 'no header'],
  ])('%j gives %s: %s', (lines, expected) => {
    expect(nextLink(lines.map((line) => ['Link', line]))).toBe(expected);
  });

  test('reads long hostile headers quickly', () => {
    const started = performance.now();
    nextLink([
      ['link', '<a>'.repeat(5_000)],
      ['link', `<a>${'; a="'.repeat(5_000)}`],
      ['link', `<a>${' ;'.repeat(5_000)}`],
    ]);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
