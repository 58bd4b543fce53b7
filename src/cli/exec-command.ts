import { readFile } from 'node:fs/promises';
import { isOutputFormat, type OutputFormat, outputFormats } from '../output/formats.ts';
import { createPrinter, type PrinterOptions } from '../output/result-printer.ts';
import type { WriterOptions } from '../output/writer.ts';
import { type Arguments, usageError } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { connect } from './connection.ts';
import { openOutputFile } from './output-file.ts';
import { textOption } from './typed-arguments.ts';
import { skipWasmOptimization } from './wasm-tiering.ts';

/** Exit code of a script whose rows were cut without an error. */
const exitIncomplete = 5;

/** Runs a script from the argument, `-i FILE` or standard input, and prints every result. Resolves to the exit code; throws QueryErrors. */
export async function execCommand(given: Arguments, context: CommandContext): Promise<number> {
  const format = outputFormat(given);
  const script = await readScript(given, context);
  await using connection = await connect(given, context);
  const session = connection.engine.connect({ defaults: connection.defaults, signal: context.signal });
  const destination = await openDestination(given, context);
  const restore = skipWasmOptimization();
  try {
    const options: PrinterOptions = { format, data: destination, messages: context.messages };
    const printer = createPrinter(options);
    let complete = true;
    for await (const result of session.run(script, { ...connection.runOptions, signal: context.signal })) {
      complete = (await printer.print(result)) && complete;
    }
    await destination.write('');
    return complete ? 0 : exitIncomplete;
  } finally {
    restore();
    await destination.close();
  }
}

/** The format that `-o` names; `table` unless given. */
export function outputFormat(given: Arguments): OutputFormat {
  const name = textOption(given, 'output') ?? 'table';
  if (!isOutputFormat(name)) throw usageError(`there is no output format \`${name}\``, `One of ${outputFormats.join(', ')}.`);
  return name;
}

async function readScript(given: Arguments, { input }: CommandContext): Promise<string> {
  const [sql] = given.operands;
  const file = textOption(given, 'infile');
  if (sql !== undefined && file !== undefined) throw usageError('give the SQL as an argument or with -i, not both');
  const text = sql ?? (file === undefined || file === '-' ? await readInput(input) : await readScriptFile(file));
  if (text.trim() === '') throw usageError('there is no SQL to run', 'Give it as an argument, with -i FILE, or on standard input.');
  return text.replace(/^\ufeff/, '');
}

async function readInput(input: CommandContext['input']): Promise<string> {
  if (input.isTTY === true) throw usageError('there is no SQL to run', 'Give it as an argument, with -i FILE, or on standard input.');
  const { text } = await import('node:stream/consumers');
  return await text(input);
}

async function readScriptFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw usageError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function openDestination(given: Arguments, { data }: CommandContext): Promise<WriterOptions & { close(): Promise<void> }> {
  const file = textOption(given, 'outfile');
  return file === undefined ? { ...data, close: async () => undefined } : await openOutputFile(file);
}
