import { describe, expect, it } from 'vitest';
import { QueryError } from '../errors/query-error.ts';
import { type Arguments, parseArguments } from './arguments.ts';

function brief({ command, operands, options }: Arguments): unknown {
  return [command, operands, Object.fromEntries(options)];
}

describe('parseArguments', () => {
  it.each<[words: string[], expected: unknown, why: string]>([
    [[], ['', [], {}], 'nothing at all'],
    [['exec', 'SELECT 1'], ['exec', ['SELECT 1'], {}], 'a command with its operand'],
    [['exec', '-o', 'json', '-iFILE', '-f=out'], ['exec', [], { output: ['json'], infile: ['FILE'], outfile: ['out'] }], 'short options'],
    [
      ['exec', '--output=json', '--var', 'a=1', '--var=b=2=3'],
      ['exec', [], { output: ['json'], var: ['a=1', 'b=2=3'] }],
      'repeated options',
    ],
    [['--sandbox', 'exec', 'S'], ['exec', ['S'], { sandbox: [''] }], 'an option before the command'],
    [['exec', '-- a comment\nSELECT 1'], ['exec', ['-- a comment\nSELECT 1'], {}], 'SQL that begins with a comment'],
    [['exec', '--required\nSELECT 1'], ['exec', ['--required\nSELECT 1'], {}], 'SQL that begins with a tight comment'],
    [['exec', '--', '--odd'], ['exec', ['--odd'], {}], 'an operand after --'],
    [['exec', '-i', '-'], ['exec', [], { infile: ['-'] }], 'standard input by name'],
    [['provider', 'build', '--out', 'd'], ['provider build', [], { out: ['d'] }], 'a command of two words'],
    [['provider', '--help'], ['provider', [], { help: [''] }], 'help about the first word of several commands'],
    [['--sandbox'], ['', [], { sandbox: [''] }], 'options alone'],
    [['exec', '--set', 'a=-1'], ['exec', [], { set: ['a=-1'] }], 'a value with a dash inside'],
    [['exec', '--set=-x'], ['exec', [], { set: ['-x'] }], 'a joined value that begins with a dash'],
  ])('reads %j', (words, expected, _why) => {
    expect(brief(parseArguments(words))).toEqual(expected);
  });

  it.each<[words: string[], message: string, hint: RegExp]>([
    [['exec', '--outptu', 'json'], 'there is no option --outptu', /`--output`/],
    [['exec', '-z'], 'there is no option -z', /--help/],
    [['exec', '--output'], '--output needs a value: --output FORMAT', /^$/],
    [['exec', '--output', '--sandbox'], '--output needs a value: --output FORMAT', /^$/],
    [['exec', '--sandbox=yes'], '--sandbox takes no value', /^$/],
    [['exec', '--port', '1'], '`exec` takes no option --port', /--help/],
    [['exce', 'S'], 'there is no command `exce`', /`exec`/],
    [['SELECT 1'], 'there is no command `SELECT 1`', /oktaql exec/],
    [['exec', 'SELECT', '1'], '`exec` does not know what to do with `1`', /quotes/],
    [['shell', 'x'], '`shell` does not know what to do with `x`', /^$/],
    [['provider', 'bild'], 'there is no command `provider bild`', /One of `provider build`/],
    [['doctor', '--verbose'], '`doctor` is not in this version yet', /--help/],
    [['srv'], '`srv` is not in this version yet', /--help/],
    [['completion', 'bash'], '`completion` is not in this version yet', /--help/],
    [['provider'], '`provider` needs one more word', /provider build/],
  ])('refuses %j', (words, message, hint) => {
    const error = thrownBy(() => parseArguments(words));
    expect(error).toMatchObject({ code: 'usage', exitCode: 2, message });
    expect(error.hint ?? '').toMatch(hint);
  });
});

function thrownBy(action: () => unknown): QueryError {
  try {
    action();
  } catch (error) {
    if (QueryError.is(error)) return error;
  }
  throw new Error('no QueryError was thrown');
}
