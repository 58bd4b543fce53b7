import { quoteName } from '../../values/quote-name.ts';
import { jsonFunctions, jsonParts } from './json-functions.ts';
import { functionCatalog, type StackqlFunction } from './stackql-function.ts';
import { textFunctions } from './text-functions.ts';
import { timeFunctions, timeParts } from './time-functions.ts';

/** Functions that mean what they mean in SQLite, by name. */
const byName: ReadonlyMap<string, StackqlFunction> = new Map(
  [...textFunctions, ...jsonFunctions, ...timeFunctions].map((one): [string, StackqlFunction] => [one.name, one]),
);

/** The function of a name, whatever its case; undefined where the database's own is meant. */
export function stackqlFunction(name: string): StackqlFunction | undefined {
  return byName.get(name.toLowerCase());
}

/** Names of all functions of the table, sorted. */
export const stackqlFunctionNames: readonly string[] = [...byName.keys()].sort();

/** A macro with the statement that makes it. */
interface Macro {
  readonly name: string;
  readonly statement: string;
}

const macros: ReadonlyMap<string, Macro> = new Map(
  [...timeParts, ...jsonParts, ...byName.values()].flatMap(({ name, form }): [string, Macro][] => {
    if (form.kind !== 'macro') return [];
    const own = form.as ?? name;
    const start = `CREATE MACRO IF NOT EXISTS ${functionCatalog}.main.${quoteName(own)}`;
    return [[own, { name: own, statement: start + form.definitions.join(', ') }]];
  }),
);

/** The macros that SQL text calls, each behind those that it builds on. */
export function macrosIn(sql: string): readonly Macro[] {
  const found = new Set<Macro>();
  const collect = (text: string): void => {
    for (const [, name = ''] of text.matchAll(calls)) {
      const macro = macros.get(name);
      if (macro === undefined || found.has(macro)) continue;
      collect(macro.statement.slice(macro.statement.indexOf('(')));
      found.add(macro);
    }
  };
  collect(sql);
  return [...found];
}

const calls = new RegExp(`\\b${functionCatalog}\\."?([a-z_]+)`, 'g');
