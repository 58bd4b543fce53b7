import { type CommandName, commandNames, commandTable, type OptionName, optionTable, subcommands } from './option-table.ts';

/** The help text: of one command with those it is made of, or of all when the name is empty. */
export function helpText(command: CommandName): string {
  const description = commandTable[command];
  const listed = command === '' ? commandNames.filter((name) => subcommands(name).length === 0) : subcommands(command);
  const commands = listed.length === 0 ? '' : `\nCommands\n${rows(listed.map((name) => [name || '(none)', commandTable[name].help]))}`;
  const usage = ['oktaql', command, description.words ?? '', '[options]', description.operand ?? '']
    .filter((word) => word !== '')
    .join(' ');
  const options: readonly OptionName[] = [...description.options, 'help', 'version'];
  return `Usage: ${usage}\n\n${description.help}\n${commands}\nOptions\n${rows(options.map(optionRow))}${examples(command)}`;
}

function optionRow(name: OptionName): readonly [string, string] {
  const { short, value, help } = optionTable[name];
  return [`${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`, help];
}

function rows(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}

function examples(command: CommandName): string {
  if (command !== '' && command !== 'exec') return '';
  return `
Examples
  oktaql exec --sandbox "SELECT id, label, status FROM okta.apps.applications LIMIT 5"
  oktaql exec -i report.sql -o csv -f report.csv --set subdomain=my-org
  oktaql shell --sandbox

Exit codes
  0 all statements ran · 1 a statement is wrong or was refused · 2 the command line is wrong · 3 credentials
  4 the server or the network · 5 incomplete or unknown outcome · 6 an assertion failed · 130 interrupted
`;
}
