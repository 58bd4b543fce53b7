import { isOutputFormat, type OutputFormat, outputFormats } from '../output/formats.ts';

/** What a line that is meant for the shell itself asks for. */
export type MetaCommand =
  | { readonly kind: 'quit' }
  | { readonly kind: 'format'; readonly format: OutputFormat }
  | { readonly kind: 'message'; readonly text: string };

const help = `\\o FORMAT  print rows as ${outputFormats.join(', ')}
\\?         show this
\\q         leave (also Ctrl-D)
Ctrl-C     stop the running statement, or forget what was typed
A statement ends with a semicolon. SHOW SERVICES, SHOW RESOURCES IN …, DESCRIBE … tell what there is.
A line that begins with a space is not kept in the history.
`;

const describeOr =
  (otherwise: string) =>
  (name: string): string =>
    name === '' ? otherwise : `DESCRIBE ${name};`;

/** What the commands of another shell are here. */
const elsewhere: Readonly<Record<string, (argument: string) => string>> = {
  '\\d': describeOr('SHOW SERVICES;'),
  '\\df': () => 'SHOW METHODS IN …;',
  '\\dn': () => 'SHOW SERVICES;',
  '\\dt': describeOr('SHOW RESOURCES IN …;'),
  '\\dv': () => 'SHOW TABLES;',
  '\\l': () => 'SHOW PROVIDERS;',
};

/** Reads a line as a command to the shell: a backslash and a letter, or `help`, `exit` or `quit`; null when it is SQL. */
export function readMetaCommand(line: string): MetaCommand | null {
  const [name = '', argument = ''] = line.trim().split(/\s+/);
  if (/^(?:exit|quit);?$/i.test(line.trim()) || name === '\\q') return { kind: 'quit' };
  if (/^(?:help|\?);?$/i.test(line.trim()) || ['\\?', '\\h', '\\help'].includes(name)) return { kind: 'message', text: help };
  if (!name.startsWith('\\')) return null;
  const instead = elsewhere[name.replace(/\+$/, '')];
  if (instead !== undefined)
    return { kind: 'message', text: `there is no command ${name}: write ${instead(argument.replace(/;$/, ''))}\n` };
  if (name !== '\\o') return { kind: 'message', text: `there is no command ${name}; \\? lists them\n` };
  if (isOutputFormat(argument)) return { kind: 'format', format: argument };
  return { kind: 'message', text: `\\o takes one of ${outputFormats.join(', ')}\n` };
}
