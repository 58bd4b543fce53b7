import { QueryError } from '../../errors/query-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { AttachStatement, DetachStatement, LocalOption } from '../../sql/local-ast.ts';
import { type Facts, systemCatalog } from '../facts.ts';
import type { AttachPlan, DetachPlan } from '../plan.ts';
import { localCatalog, localSchema } from './find-local.ts';
import { isOn } from './plan-copy.ts';

/** Names that mean something already, or do in the database. */
const taken: readonly string[] = [localSchema, systemCatalog, 'temp', 'system', 'memory'];

/** Plans ATTACH. Throws `refused` for a name that is taken, `unsupported` for options that are not known. */
export function planAttach(statement: AttachStatement, facts: Facts): AttachPlan {
  const { path, alias, ifNotExists, options } = statement;
  const { databases } = localCatalog(facts);
  const file = String(path.value ?? '');
  const name = alias?.name ?? /([^/\\]*?)(?:\.\w+)?$/.exec(file)?.[1] ?? '';
  const place = alias?.span ?? path.span;
  if (file === '') throw new QueryError('syntax_error', "a file's path is wanted here", { span: path.span });
  if (name === '') throw new QueryError('refused', 'this database has no name', { span: path.span, hint: "Write ATTACH '…' AS name." });
  if ([facts.provider.name.toLowerCase(), ...taken].includes(name.toLowerCase())) {
    throw new QueryError('refused', `${name} cannot be the name of a database`, { span: place, hint: "Write ATTACH '…' AS another name." });
  }
  const isThere = databases.has(name.toLowerCase());
  if (isThere && !ifNotExists) {
    throw new QueryError('refused', `there is a database ${name} already`, { span: place, hint: `DETACH ${name} closes it.` });
  }
  return {
    kind: 'attach',
    path: file,
    name,
    type: typeOf(options),
    readOnly: isOn(options, 'READ_ONLY'),
    span: path.span,
    notice: isThere ? `there is a database ${name} already` : null,
  };
}

const kinds: readonly string[] = ['duckdb', 'sqlite', 'postgres', 'mysql'];

function typeOf(options: readonly LocalOption[]): string | null {
  const other = options.find(({ name }) => !['TYPE', 'READ_ONLY', 'READ_WRITE'].includes(name.name.toUpperCase()));
  if (other !== undefined) {
    throw new QueryError('unsupported', `ATTACH takes no option ${other.name.name}`, {
      span: other.span,
      hint: 'It takes TYPE and READ_ONLY.',
    });
  }
  const option = options.find(({ name }) => name.name.toUpperCase() === 'TYPE');
  if (option === undefined) return null;
  const type = option.value?.text.replaceAll("'", '').toLowerCase() ?? '';
  if (kinds.includes(type)) return type;
  throw new QueryError('unsupported', `there is no kind of database ${type}`, {
    span: option.span,
    hint: didYouMean(type, kinds) ?? `One of ${kinds.join(', ')}.`,
  });
}

/** Plans DETACH. Throws `unknown_resource` for a database that is not attached. */
export function planDetach({ name, ifExists }: DetachStatement, facts: Facts): DetachPlan {
  const { databases } = localCatalog(facts);
  const found = databases.get(name.name.toLowerCase());
  if (found !== undefined) return { kind: 'detach', name: found.name, notice: null };
  if (ifExists) return { kind: 'detach', name: name.name, notice: `there is no database ${name.name}` };
  throw new QueryError('unknown_resource', `there is no database ${name.name}`, {
    span: name.span,
    hint:
      didYouMean(
        name.name,
        [...databases.values()].map((database) => database.name),
      ) ?? 'ATTACH opens one.',
  });
}
