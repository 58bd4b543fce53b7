import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SelectBody, Statement } from '../src/sql/ast.ts';
import { parseScript } from '../src/sql/parse.ts';
import { printStatement } from '../src/sql/print.ts';
import type { TemplateValue } from '../src/sql/template.ts';
import { statements } from './arbitrary.ts';
import { expectSpansToSlice } from './spans.ts';
import { withoutSpans } from './tree.ts';

/** Fixed, so that a run says the same today and tomorrow. */
const seed = 20260101;

async function parseOne(text: string, variables: Readonly<Record<string, TemplateValue>> = {}): Promise<Statement> {
  const [parsed, ...more] = await parseScript(text, { variables });
  if (parsed === undefined || more.length > 0) throw new Error(`not one statement: ${text}`);
  return parsed.statement;
}

test('parsing what was printed gives the same tree', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(statements, async (statement) => {
      expect(withoutSpans(await parseOne(printStatement(statement)))).toEqual(withoutSpans(statement));
    }),
    { numRuns: 200, seed },
  );
});

test('the text that a node covers is that node', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(statements, async (statement) => {
      const text = printStatement(statement);
      await expectSpansToSlice(await parseOne(text), text);
    }),
    { numRuns: 25, seed },
  );
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    "'",
    "''",
    "' OR 1=1 --",
    "'; DELETE FROM a; --",
    '"',
    '`',
    '*/',
    '/*',
    '--',
    '{{ x }}',
    '\\',
    '$$',
    '\0',
    '\uD800',
    '}}',
  ),
);

test('a template never leaves its literal', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (x) => {
      const text = "SELECT '[{{ x }}]', {{ x }}, \"n{{ x }}\", E'\\n{{x}}', $q${{x}}$q$ FROM t -- {{ x }}";
      const [parsed] = await parseScript(text, { variables: { x } });
      const body = selectOf(parsed?.statement);
      const values = body.items.map(({ expression }) =>
        expression.kind === 'literal' ? expression.value : expression.kind === 'column' && expression.path[0]?.name,
      );
      expect(values).toEqual([`[${x}]`, x, `n${x}`, `\n${x}`, x]);
    }),
    { seed },
  );
});

test('the spliced text of templates reads as the same values', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(hostile, fc.boolean(), fc.constant(null), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
      async (x) => {
        const [parsed] = await parseScript('SELECT 1 -{{ x }}, {{ x }}', { variables: { x } });
        if (parsed === undefined) throw new Error('no statement');
        const again = await parseOne(splice(parsed.source, parsed.splices), { x });
        expect(withoutSpans(again)).toEqual(withoutSpans(parsed.statement));
      },
    ),
    { seed },
  );
});

function splice(
  source: string,
  splices: readonly { readonly span: { readonly start: number; readonly end: number }; readonly text: string }[],
): string {
  let text = '';
  let done = 0;
  for (const { span, text: replacement } of splices) {
    text += source.slice(done, span.start) + replacement;
    done = span.end;
  }
  return text + source.slice(done);
}

function selectOf(statement: Statement | undefined): SelectBody {
  if (statement?.kind !== 'select-statement' || statement.query.body.kind !== 'select') throw new Error('no SELECT');
  return statement.query.body;
}
