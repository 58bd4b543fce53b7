import {
  type FilterAttribute,
  type FilterDescriptor,
  type FilterLanguage,
  filterOperators,
  filterTypes,
  type PushdownDescriptor,
  type SortDescriptor,
} from '../catalog/pushdown-descriptor.ts';
import {
  entries,
  flag,
  isPresent,
  items,
  member,
  number,
  onlyKeys,
  optionalText,
  type OverlayValue,
  text,
  texts,
  word,
  wrong,
} from './overlay-value.ts';

/** Most bytes of a URL that servers take unless the overlay says otherwise. */
const usualUrl = 8_192;

/** Reads a filter language. Throws `invalid_descriptor` for what is missing or unknown. */
export function readFilterLanguage(node: OverlayValue): FilterLanguage {
  onlyKeys(node, ['operators', 'comparison', 'presence', 'and', 'or', 'group', 'text', 'timestamp', 'refusals']);
  const operators = entries(member(node, 'operators')).map(([name, value]): readonly [string, string] => [
    word({ value: name, at: value.at }, filterOperators),
    text(value),
  ]);
  return {
    operators: Object.fromEntries(operators),
    comparison: text(member(node, 'comparison')),
    presence: text(member(node, 'presence')),
    or: text(member(node, 'or')),
    and: text(member(node, 'and')),
    group: text(member(node, 'group')),
    text: word(member(node, 'text'), ['json', 'doubled']),
    timestamp: word(member(node, 'timestamp'), ['text', 'bare']),
    refusals: texts(member(node, 'refusals')),
  };
}

/** Reads what a list takes over. Throws `invalid_descriptor` for what is missing or unknown. */
export function readPushdown(node: OverlayValue): PushdownDescriptor {
  onlyKeys(node, ['filters', 'sort', 'projection', 'expands', 'caps', 'readBack']);
  const [sort, projection, readBack] = [member(node, 'sort'), member(node, 'projection'), member(node, 'readBack')];
  return {
    filters: items(member(node, 'filters')).map(readFilter),
    ...(isPresent(sort) ? { sort: readSort(sort) } : {}),
    ...(isPresent(projection) ? { projection: readProjection(projection) } : {}),
    expands: entries(member(node, 'expands')).map(([column, value]) => {
      onlyKeys(value, ['parameter', 'value']);
      return { column, parameter: text(member(value, 'parameter')), value: text(member(value, 'value')) };
    }),
    caps: entries(member(node, 'caps')).map(([parameter, rows]) => ({ parameter, rows: number(rows) })),
    ...(isPresent(readBack) ? { readBack: readReadBack(readBack) } : {}),
  };
}

function readFilter(node: OverlayValue): FilterDescriptor {
  onlyKeys(node, ['parameter', 'language', 'ignoresCase', 'excludes', 'connectives', 'longestUrl', 'attributes']);
  const [connectives, longestUrl] = [member(node, 'connectives'), member(node, 'longestUrl')];
  return {
    parameter: text(member(node, 'parameter')),
    language: text(member(node, 'language')),
    ignoresCase: flag(member(node, 'ignoresCase')),
    excludes: texts(member(node, 'excludes')),
    connectives: isPresent(connectives) ? items(connectives).map((item) => word(item, ['and', 'or'])) : ['and', 'or'],
    longestUrl: isPresent(longestUrl) ? number(longestUrl) : usualUrl,
    attributes: entries(member(node, 'attributes')).map(([column, value]) => readAttribute(column, value)),
  };
}

function readAttribute(column: string, node: OverlayValue): FilterAttribute {
  onlyKeys(node, ['as', 'type', 'operators', 'letters', 'values', 'unique']);
  const [type, letters, values] = [member(node, 'type'), member(node, 'letters'), member(node, 'values')];
  const name = optionalText(member(node, 'as')) ?? column;
  if (column.endsWith('.*') !== name.endsWith('.*')) throw wrong(node, 'a family for a family');
  return {
    column,
    name,
    type: isPresent(type) ? word(type, filterTypes) : 'string',
    operators: items(member(node, 'operators')).map((item) => word(item, filterOperators)),
    ...(isPresent(letters) ? { letters: word(letters, ['upper', 'lower']) } : {}),
    ...(isPresent(values) ? { values: texts(values) } : {}),
    ...(isPresent(member(node, 'unique')) ? { unique: flag(member(node, 'unique')) } : {}),
  };
}

function readSort(node: OverlayValue): SortDescriptor {
  onlyKeys(node, ['by', 'direction', 'columns', 'needs']);
  const [direction, needs, columns] = [member(node, 'direction'), member(node, 'needs'), member(node, 'columns')];
  onlyKeys(direction, ['parameter', 'ascending', 'descending']);
  const named = Array.isArray(columns.value)
    ? texts(columns).map((column): readonly [string, string] => [column, column])
    : entries(columns).map(([column, name]): readonly [string, string] => [column, text(name)]);
  return {
    by: optionalText(member(node, 'by')),
    direction: {
      parameter: text(member(direction, 'parameter')),
      ascending: text(member(direction, 'ascending')),
      descending: text(member(direction, 'descending')),
    },
    columns: Object.fromEntries(named),
    needs: isPresent(needs) ? { parameter: text(member(needs, 'parameter')), everything: text(member(needs, 'everything')) } : null,
  };
}

function readProjection(node: OverlayValue): NonNullable<PushdownDescriptor['projection']> {
  onlyKeys(node, ['parameter', 'separator', 'columns', 'always', 'nested']);
  return {
    parameter: text(member(node, 'parameter')),
    separator: text(member(node, 'separator')),
    columns: texts(member(node, 'columns')),
    always: texts(member(node, 'always')),
    nested: Object.fromEntries(entries(member(node, 'nested')).map(([column, form]) => [column, text(form)])),
  };
}

function readReadBack(node: OverlayValue): NonNullable<PushdownDescriptor['readBack']> {
  onlyKeys(node, ['seconds', 'method', 'key']);
  return { seconds: number(member(node, 'seconds')), method: text(member(node, 'method')), key: text(member(node, 'key')) };
}
