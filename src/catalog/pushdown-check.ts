import { type Check, count, flag, listOf, object, oneOf, orNull, recordOf, text, textLike } from './check.ts';
import {
  type CapDescriptor,
  type ExpandDescriptor,
  type FilterAttribute,
  type FilterDescriptor,
  type FilterLanguage,
  filterOperators,
  filterTypes,
  type ProjectionDescriptor,
  type PushdownDescriptor,
  type ReadBackDescriptor,
  type SortDescriptor,
} from './pushdown-descriptor.ts';

const texts = listOf(text);

/** A filter language of `index.json`. */
export const filterLanguageCheck: Check<FilterLanguage> = object<FilterLanguage>(
  {
    operators: recordOf(text),
    comparison: textLike(/\{attribute\}.*\{value\}/, 'text with {attribute} and {value} in it'),
    presence: textLike(/\{attribute\}/, 'text with {attribute} in it'),
    or: text,
    and: text,
    group: textLike(/\{\}/, 'text with {} in it'),
    text: oneOf(['json', 'doubled']),
    timestamp: oneOf(['text', 'bare']),
    refusals: texts,
  },
  {},
);

const attribute: Check<FilterAttribute> = object<FilterAttribute>(
  { column: text, name: text, type: oneOf(filterTypes), operators: listOf(oneOf(filterOperators)) },
  { letters: oneOf(['upper', 'lower']), values: texts, unique: flag },
);

const filter: Check<FilterDescriptor> = object<FilterDescriptor>(
  {
    parameter: text,
    language: text,
    ignoresCase: flag,
    excludes: texts,
    connectives: listOf(oneOf(['and', 'or'])),
    longestUrl: count,
    attributes: listOf(attribute),
  },
  {},
);

const sort: Check<SortDescriptor> = object<SortDescriptor>(
  {
    by: orNull(text),
    direction: object({ parameter: text, ascending: text, descending: text }, {}),
    columns: recordOf(text),
    needs: orNull(object({ parameter: text, everything: text }, {})),
  },
  {},
);

const projection: Check<ProjectionDescriptor> = object<ProjectionDescriptor>(
  { parameter: text, separator: text, columns: texts, always: texts, nested: recordOf(textLike(/\{keys\}/, 'text with {keys} in it')) },
  {},
);

/** The `pushdown` of a method. */
export const pushdownCheck: Check<PushdownDescriptor> = object<PushdownDescriptor>(
  {
    filters: listOf(filter),
    expands: listOf(object<ExpandDescriptor>({ column: text, parameter: text, value: text }, {})),
    caps: listOf(object<CapDescriptor>({ parameter: text, rows: count }, {})),
  },
  { sort, projection, readBack: object<ReadBackDescriptor>({ seconds: count, method: text, key: text }, {}) },
);
