import type { Expression, FromItem, Identifier, Query, SelectItem, SortItem, Statement, Window } from '../src/sql/ast.ts';
import type { LocalOption, LocalStatement } from '../src/sql/local-ast.ts';
import { unreachable } from '../src/errors/unreachable.ts';

/** What a printed list holds: text, another list, or nothing, which is left out. */
type Part = string | null | readonly Part[];

/** A statement as an s-expression, a clause a line; made to be read by people, unlike the SQL printer it names every part. */
export function printTree(statement: Statement): string {
  const [head, ...clauses] = statementForm(statement);
  const lines = clauses.filter((clause) => clause !== null && clause.length > 0).map((clause) => `\n  ${flat(clause)}`);
  return `(${flat(head ?? '')}${lines.join('')})`;
}

function flat(part: Part): string {
  if (part === null || typeof part === 'string') return part ?? '';
  return `(${part
    .map(flat)
    .filter((text) => text !== '')
    .join(' ')})`;
}

function statementForm(node: Statement): readonly Part[] {
  switch (node.kind) {
    case 'select-statement':
      return ['select-statement', query(node.query)];
    case 'insert':
      return [
        node.replace ? 'replace-into' : 'insert',
        from(node.relation),
        clause('columns', node.columns.map(name)),
        query(node.source),
        items('returning', node.returning),
      ];
    case 'update':
      return [
        node.replace ? 'replace' : 'update',
        from(node.relation),
        clause(
          'set',
          node.assignments.map(({ path, value }): Part => ['=', dotted(path), expression(value)]),
        ),
        node.from === null ? null : ['from', from(node.from)],
        optional('where', node.where),
        items('returning', node.returning),
      ];
    case 'delete':
      return [
        'delete',
        from(node.relation),
        node.using === null ? null : ['using', from(node.using)],
        optional('where', node.where),
        items('returning', node.returning),
      ];
    case 'exec':
      return [
        'exec',
        dotted(node.method),
        ...node.arguments.map(
          (argument): Part => [
            `@${name(argument.name)}`,
            argument.value.kind === 'query' ? ['in', query(argument.value)] : expression(argument.value),
          ],
        ),
        optional('@@json', node.body),
        items('returning', node.returning),
      ];
    case 'show':
      return [
        'show',
        node.extended ? 'extended' : null,
        node.subject,
        dotted(node.name),
        optional('like', node.like),
        optional('where', node.where),
      ];
    case 'describe':
      return [
        'describe',
        node.extended ? 'extended' : null,
        node.subject,
        dotted(node.name),
        node.query === undefined ? null : query(node.query),
      ];
    case 'explain':
      return [node.analyze ? 'explain-analyze' : 'explain', statementForm(node.statement)];
    case 'set':
      return ['set', dotted(node.name), expression(node.value)];
    default:
      return localForm(node);
  }
}

function localForm(node: LocalStatement): readonly Part[] {
  switch (node.kind) {
    case 'create-table':
      return [
        'create-table',
        node.temporary ? 'temporary' : null,
        node.onExisting,
        dotted(node.name),
        node.definition === null ? null : ['columns', node.definition.text],
        node.query === null ? null : query(node.query),
      ];
    case 'create-view':
      return [
        node.materialized ? 'create-materialized-view' : 'create-view',
        node.temporary ? 'temporary' : null,
        node.onExisting,
        dotted(node.name),
        clause('columns', node.columns.map(name)),
        query(node.query),
      ];
    case 'drop':
      return ['drop', node.object, node.ifExists ? 'if-exists' : null, dotted(node.name)];
    case 'refresh':
      return ['refresh', dotted(node.name)];
    case 'truncate':
      return ['truncate', from(node.relation)];
    case 'copy-to':
      return [
        'copy-to',
        node.source.kind === 'query' ? query(node.source) : from(node.source),
        clause('columns', node.columns.map(name)),
        expression(node.path),
        ...localOptions(node.options),
      ];
    case 'copy-from':
      return [
        'copy-from',
        from(node.relation),
        clause('columns', node.columns.map(name)),
        expression(node.path),
        ...localOptions(node.options),
      ];
    case 'attach':
      return [
        'attach',
        node.ifNotExists ? 'if-not-exists' : null,
        expression(node.path),
        node.alias === null ? null : ['as', name(node.alias)],
        ...localOptions(node.options),
      ];
    case 'detach':
      return ['detach', node.ifExists ? 'if-exists' : null, name(node.name)];
    default:
      return unreachable(node);
  }
}

function localOptions(options: readonly LocalOption[]): readonly Part[] {
  return options.map((option): Part => ['option', name(option.name), option.value?.text ?? null]);
}

function clause(word: string, parts: readonly Part[]): Part {
  return parts.length === 0 ? null : [word, ...parts];
}

function optional(word: string, node: Expression | null | undefined): Part {
  return node === null || node === undefined ? null : [word, expression(node)];
}

function name(identifier: Identifier): string {
  return identifier.quoted ? `"${identifier.name.replaceAll('\n', '\\n')}"` : identifier.name;
}

function dotted(path: readonly Identifier[]): Part {
  return path.length === 0 ? null : path.map(name).join('.');
}

function items(word: string, list: readonly SelectItem[]): Part {
  return clause(
    word,
    list.map((item): Part => (item.alias === null ? expression(item.expression) : ['as', expression(item.expression), name(item.alias)])),
  );
}

function sorts(list: readonly SortItem[]): Part {
  return clause(
    'order-by',
    list.map((item): Part => {
      const words = [item.direction, item.nulls === null ? null : `nulls-${item.nulls}`].filter((word) => word !== null);
      return words.length === 0 ? expression(item.expression) : [words.join(' '), expression(item.expression)];
    }),
  );
}

function query(node: Query): Part {
  const tables = node.with.map((table): Part => [name(table.name), clause('columns', table.columns.map(name)), query(table.query)]);
  const surroundings = [
    clause(node.recursive ? 'with-recursive' : 'with', tables),
    sorts(node.orderBy),
    optional('limit', node.limit),
    optional('offset', node.offset),
  ];
  const own = body(node.body);
  return surroundings.every((part) => part === null) ? own : ['query', surroundings[0] ?? null, own, ...surroundings.slice(1)];
}

function body(node: Query['body']): Part {
  switch (node.kind) {
    case 'select':
      return [
        node.distinct ? 'select-distinct' : 'select',
        items('items', node.items),
        node.from === null ? null : ['from', from(node.from)],
        optional('where', node.where),
        clause('group-by', node.groupBy.map(expression)),
        optional('having', node.having),
      ];
    case 'set-operation':
      return [node.operator + (node.all ? '-all' : ''), query(node.left), query(node.right)];
    case 'values':
      return ['values', ...node.rows.map((row): Part => row.map(expression))];
    default:
      return unreachable(node);
  }
}

function from(node: FromItem): Part {
  switch (node.kind) {
    case 'relation':
      return node.alias === null ? dotted(node.name) : ['as', dotted(node.name), name(node.alias)];
    case 'derived':
      return [
        node.lateral ? 'lateral' : 'derived',
        query(node.query),
        node.alias === null ? null : name(node.alias),
        clause('columns', node.columnAliases.map(name)),
      ];
    case 'table-function':
      return ['table', expression(node.call), node.alias === null ? null : name(node.alias)];
    case 'join':
      return [
        (node.natural ? 'natural-' : '') + node.type,
        from(node.left),
        from(node.right),
        optional('on', node.on),
        clause('using', node.using.map(name)),
      ];
    default:
      return unreachable(node);
  }
}

function constant(value: unknown): string {
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value);
}

function expression(node: Expression): Part {
  switch (node.kind) {
    case 'literal':
      return constant(node.value);
    case 'typed-literal':
      return [`${node.type}`, JSON.stringify(node.text)];
    case 'bind':
      return `$${node.key}`;
    case 'column':
      return dotted(node.path);
    case 'star':
      return [...node.qualifier.map(name), '*'].join('.');
    case 'unary':
      return [node.operator, expression(node.operand)];
    case 'binary':
      return [node.operator.replaceAll(' ', '-'), expression(node.left), expression(node.right), optional('escape', node.escape)];
    case 'in-list':
      return [node.negated ? 'not-in' : 'in', expression(node.operand), node.items.map(expression)];
    case 'in-query':
      return [node.negated ? 'not-in' : 'in', expression(node.operand), query(node.query)];
    case 'between':
      return [node.negated ? 'not-between' : 'between', expression(node.operand), expression(node.low), expression(node.high)];
    case 'is':
      return [`is-${node.negated ? 'not-' : ''}${node.test}`, expression(node.operand)];
    case 'call':
      return [
        `${node.name}()`,
        node.distinct ? 'distinct' : null,
        ...node.arguments.map(expression),
        sorts(node.orderBy),
        optional('filter', node.filter),
        node.over === null ? null : window(node.over),
      ];
    case 'cast':
      return ['cast', expression(node.operand), `<${node.type}>`];
    case 'case':
      return [
        'case',
        optional('of', node.operand),
        ...node.branches.map((branch): Part => ['when', expression(branch.when), expression(branch.then)]),
        optional('else', node.otherwise),
      ];
    case 'subquery':
      return ['subquery', query(node.query)];
    case 'exists':
      return ['exists', query(node.query)];
    case 'list':
      return [node.form, ...node.items.map(expression)];
    default:
      return unreachable(node);
  }
}

function window(node: Window): Part {
  const frame = node.frame === undefined ? null : `<${node.frame}>`;
  return ['over', node.name, clause('partition-by', node.partitionBy.map(expression)), sorts(node.orderBy), frame];
}
