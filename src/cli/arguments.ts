import { QueryError } from '../errors/query-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import {
  type CommandName,
  commandNames,
  commandTable,
  type OptionName,
  optionTable,
  plannedCommands,
  subcommands,
} from './option-table.ts';

/** A command line that has been understood. */
export interface Arguments {
  readonly command: CommandName;
  readonly operands: readonly string[];
  /** Values of each option in the order given; a switch has one empty text. */
  readonly options: ReadonlyMap<OptionName, readonly string[]>;
}

/**
 * Reads a command line: `--name value`, `--name=value`, `-n value`, `-nvalue`, and `--` before operands that look like options. An
 * operand may begin with a SQL comment. Throws a usage error that names what was not understood.
 */
export function parseArguments(words: readonly string[]): Arguments {
  // Before its options are looked at, as they are not known either.
  if (plannedCommands.includes(words[0] ?? '')) throw unknownCommand(words[0] ?? '');
  const { operands, given } = separate(words);
  const command = takeCommand(operands);
  const description = commandTable[command];
  const allowed: readonly OptionName[] = [...description.options, 'help', 'version'];
  const options = new Map<OptionName, string[]>();
  for (const { name, value } of given) {
    if (!allowed.includes(name)) throw usageError(`\`${command}\` takes no option --${name}`, '`oktaql --help` lists what it takes.');
    options.set(name, [...(options.get(name) ?? []), value]);
  }
  if (subcommands(command).length > 0 && !options.has('help') && !options.has('version')) throw incompleteCommand(command, operands);
  if (operands.length > (description.operand === undefined ? 0 : 1)) throw unexpectedOperand(command, operands);
  return { command, operands, options };
}

/** An error in how the command was called; the process ends with exit code 2. */
export function usageError(message: string, hint?: string): QueryError {
  return new QueryError('usage', message, hint === undefined ? {} : { hint });
}

interface GivenOption {
  readonly name: OptionName;
  readonly value: string;
}

function separate(words: readonly string[]): { operands: string[]; given: GivenOption[] } {
  const operands: string[] = [];
  const given: GivenOption[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') {
      operands.push(...words.slice(index + 1));
      break;
    }
    if (!looksLikeOption(word)) {
      operands.push(word);
      continue;
    }
    const { name, inline } = splitOption(word);
    const following = words[index + 1];
    given.push({ name, value: optionValue(name, inline, following) });
    if (takesValue(name) && inline === undefined) index += 1;
  }
  return { operands, given };
}

/** `-- a comment` and `--required` followed by more text are SQL. */
function looksLikeOption(word: string): boolean {
  return word.length > 1 && word.startsWith('-') && !/^--\s|^-\d|^--[^=]*\n/.test(word);
}

function splitOption(word: string): { name: OptionName; inline: string | undefined } {
  if (!word.startsWith('--')) {
    const name = optionNames.find((candidate) => optionTable[candidate].short === word[1]);
    if (name === undefined) throw usageError(`there is no option ${word.slice(0, 2)}`, '`oktaql --help` lists the options.');
    const rest = word.slice(2).replace(/^=/, '');
    return { name, inline: rest === '' ? undefined : rest };
  }
  const [written = '', ...rest] = word.slice(2).split('=');
  const name = optionNames.find((candidate) => candidate === written);
  if (name === undefined) {
    const hint = didYouMean(
      `--${written}`,
      optionNames.map((candidate) => `--${candidate}`),
    );
    throw usageError(`there is no option --${written}`, hint ?? '`oktaql --help` lists the options.');
  }
  return { name, inline: rest.length === 0 ? undefined : rest.join('=') };
}

function optionValue(name: OptionName, inline: string | undefined, following: string | undefined): string {
  if (!takesValue(name)) {
    if (inline !== undefined) throw usageError(`--${name} takes no value`);
    return '';
  }
  const value = inline ?? following;
  if (value === undefined || (inline === undefined && value !== '-' && looksLikeOption(value))) {
    throw usageError(`--${name} needs a value: --${name} ${optionTable[name].value ?? ''}`);
  }
  return value;
}

function takeCommand(operands: string[]): CommandName {
  const [first, second] = operands;
  if (first === undefined) return '';
  const names = commandNames.filter((name) => name !== '');
  const pair = names.find((name) => name === `${first} ${second}`);
  if (pair !== undefined) {
    operands.splice(0, 2);
    return pair;
  }
  const single = names.find((name) => name === first);
  if (single !== undefined) {
    operands.splice(0, 1);
    return single;
  }
  throw unknownCommand(first);
}

function unknownCommand(word: string): QueryError {
  if (plannedCommands.includes(word)) return usageError(`\`${word}\` is not in this version yet`, '`oktaql --help` lists the commands.');
  const hint = /\s/.test(word) ? 'To run SQL, write `oktaql exec "…"`.' : didYouMean(word, commandNames);
  return usageError(`there is no command \`${word}\``, hint ?? '`oktaql --help` lists the commands.');
}

function incompleteCommand(command: CommandName, [word]: readonly string[]): QueryError {
  const names = subcommands(command).map((name) => `\`${name}\``);
  const message = word === undefined ? `\`${command}\` needs one more word` : `there is no command \`${command} ${word}\``;
  return usageError(message, `One of ${names.join(', ')}.`);
}

function unexpectedOperand(command: CommandName, operands: readonly string[]): QueryError {
  const takesOne = command === 'exec';
  const extra = operands[takesOne ? 1 : 0] ?? '';
  return usageError(
    `\`${command}\` does not know what to do with \`${extra}\``,
    takesOne ? 'Put the whole SQL in one pair of quotes.' : undefined,
  );
}

const optionNames = Object.keys(optionTable) as readonly OptionName[];

function takesValue(name: OptionName): boolean {
  return optionTable[name].value !== undefined;
}
