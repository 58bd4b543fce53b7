import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Splice } from '../../sql/parsed-statement.ts';
import { type ComposedSql, composeSql, type SqlParts } from './compose-sql.ts';

const source = 'SELECT a FROM b WHERE c';
const at = (text: string): { readonly start: number; readonly end: number } => ({
  start: source.indexOf(text),
  end: source.indexOf(text) + text.length,
});

const whole = { start: 0, end: source.length };

function compose(segments: SqlParts['segments'], splices: readonly Splice[], more: Partial<SqlParts> = {}): ComposedSql {
  return composeSql({ segments, source, splices, binds: [], ...more });
}

describe('composing', () => {
  test('splices replace and insert, text of our own goes between', () => {
    const { sql } = compose(
      ['WITH x AS (', at('SELECT a FROM b'), ') ', at('WHERE c')],
      [
        { span: at('b'), text: '"scan 0"' },
        { span: at('c'), text: 'TRUE' },
        { span: { start: at('a FROM').start, end: at('a FROM').start }, text: '(' },
        { span: { start: at('a FROM').start + 1, end: at('a FROM').start + 1 }, text: ')' },
      ],
    );
    expect(sql).toBe('WITH x AS (SELECT (a) FROM "scan 0") WHERE TRUE');
  });

  test('splices outside the stretches are left out', () => {
    expect(compose([at('SELECT a')], [{ span: at('b'), text: 'x' }]).sql).toBe('SELECT a');
  });
});

describe('what people are shown', () => {
  test('has binds as they were written', () => {
    const { sql, shown } = compose([whole], [{ span: at('c'), text: '$1', bind: 0 }], { binds: ["it's"] });
    expect(sql).toBe("SELECT a FROM b WHERE 'it''s'");
    expect(shown).toBe(source);
  });

  test.each<[secret: readonly string[], shown: string]>([
    [['a'], 'SELECT ••• FROM b WHERE c'],
    [['a', 'c'], 'SELECT ••• FROM b WHERE •••'],
    [['SELECT a', 'b WHERE'], '••• FROM ••• c'],
    [['SELECT a FROM b WHERE c'], '•••'],
  ])('lacks the secrets %j', (secret, expected) => {
    const { sql, shown } = compose([whole], [], {
      secret: secret.map((text) => (text === 'a' ? { start: 7, end: 8 } : text === 'c' ? { start: 22, end: 23 } : at(text))),
    });
    expect(sql).toBe(source);
    expect(shown).toBe(expected);
  });

  test('lacks a bind that is a secret, and one that is part of it', () => {
    const bind: Splice = { span: { start: 22, end: 23 }, text: '$1', bind: 0 };
    for (const secret of [
      { start: 22, end: 23 },
      { start: 16, end: 23 },
    ]) {
      const { shown } = compose([whole], [bind], { binds: ['hunter2'], secret: [secret] });
      expect(shown).not.toContain('hunter2');
      expect(shown).toContain('•••');
    }
  });
});

describe('places', () => {
  test('of verbatim text are found again, of replaced text are what it replaced, of our own text are none', () => {
    const { sql, locate } = compose(['X (', whole, ')'], [{ span: at('b'), text: '"scan 0" AS b' }]);
    expect(locate(sql.indexOf('WHERE'))).toMatchObject({ start: at('WHERE').start });
    expect(locate(sql.indexOf('scan 0'))).toEqual(at('b'));
    expect(locate(0)).toBeUndefined();
    expect(locate(sql.length - 1)).toBeUndefined();
    expect(locate(sql.length + 5)).toBeUndefined();
  });

  test('law: every verbatim character is located at itself, whatever is spliced', () => {
    const cuts = fc.uniqueArray(fc.nat(source.length), { minLength: 2, maxLength: 6 }).map((list) => [...list].sort((a, b) => a - b));
    fc.assert(
      fc.property(cuts, fc.array(fc.stringMatching(/^[<>]{0,4}$/), { minLength: 3, maxLength: 3 }), (points, texts) => {
        const splices = texts.flatMap((text, index) => {
          const [start, end] = [points[2 * index], points[2 * index + 1]];
          return start === undefined || end === undefined ? [] : [{ span: { start, end }, text }];
        });
        const { sql, locate } = compose([whole], splices);
        for (const [offset, character] of sql.split('').entries()) {
          if ('<>'.includes(character)) continue;
          expect(source[locate(offset)?.start ?? -1]).toBe(character);
        }
      }),
    );
  });
});
