import type { ColumnDescriptor, ResponseDescriptor } from '../catalog/descriptor.ts';
import type { MediaType, Operation, Response } from '../openapi/operation.ts';
import type { SchemaObject } from '../openapi/schema.ts';
import { isJson } from './body.ts';
import { type FieldMarks, columnsOf, valueType } from './columns.ts';
import type { FlatSchema, SchemaFlattener } from './flat-schema.ts';
import { camelCase, humanise, isTemplate, pathSteps, singular } from './naming.ts';

/** What is known of a response besides the document. */
export interface ResponseMarks extends FieldMarks {
  /** Property that holds the rows, where the document names it. */
  readonly rows: string | undefined;
  /** Whether a lone list inside an object may be taken for the rows. */
  readonly guessRows: boolean;
  /** Name of the one column of scalars and texts. */
  readonly columnName: string | undefined;
}

/** Describes what an operation answers when it succeeds. */
export function responseDescriptor(operation: Operation, flattener: SchemaFlattener, marks: ResponseMarks): ResponseDescriptor {
  const response = successOf(operation);
  const status = response === undefined ? 200 : statusNumber(response.status);
  const media = response === undefined ? undefined : preferred(response.content, flattener);
  if (media === undefined) return { status, mediaType: null, shape: 'none', rowsPath: null, columns: [] };
  const context: Context = { operation, flattener, marks };
  return { status, mediaType: media.mediaType, ...(isJson(media.mediaType) ? jsonBody(media, context) : textBody(media, context)) };
}

/** JSON, except where it would be nothing but the text of another representation in quotes. */
function preferred(content: readonly MediaType[], flattener: SchemaFlattener): MediaType | undefined {
  const json = content.find(({ mediaType }) => isJson(mediaType));
  const plain = content.find(({ mediaType }) => !isJson(mediaType));
  if (json?.schema === undefined || plain === undefined) return json ?? content[0];
  return valueType(flattener.flatten(json.schema)).datatype === 'string' ? plain : json;
}

type Shape = Pick<ResponseDescriptor, 'shape' | 'rowsPath' | 'columns'>;

interface Context {
  readonly operation: Operation;
  readonly flattener: SchemaFlattener;
  readonly marks: ResponseMarks;
}

/** The lowest documented 2xx answer that has a body, else the lowest of all, else `default`, else a redirect. */
function successOf(operation: Operation): Response | undefined {
  const successes = operation.responses.filter((response) => response.status.startsWith('2')).sort(byStatus);
  return (
    successes.find((response) => response.content.length > 0) ??
    successes[0] ??
    operation.responses.find((response) => response.status === 'default') ??
    operation.responses.find((response) => response.status.startsWith('3'))
  );
}

function byStatus(left: Response, right: Response): number {
  return statusNumber(left.status) - statusNumber(right.status);
}

function statusNumber(status: string): number {
  return /^\d{3}$/.test(status) ? Number(status) : 200;
}

function jsonBody(media: MediaType, context: Context): Shape {
  const { flattener, marks } = context;
  if (media.schema === undefined) return { shape: 'object', rowsPath: null, columns: [oneColumn(context, null)] };
  const flat = flattener.flatten(media.schema);
  if (flat.items !== null && flat.types.includes('array')) {
    return { shape: 'list', rowsPath: null, columns: rowColumns(flat.items, context) };
  }
  const rowsPath = marks.rows ?? (marks.guessRows ? loneList(flat, flattener) : undefined);
  const rows = rowsPath === undefined ? undefined : flat.properties.get(rowsPath);
  if (rowsPath !== undefined && rows !== undefined) {
    const items = flattener.flatten(rows).items;
    if (items !== null) return { shape: 'list', rowsPath, columns: rowColumns(items, context) };
  }
  const columns = columnsOf(flattener, flat, marks);
  if (columns.length > 0) return { shape: 'object', rowsPath: null, columns };
  const scalar = valueType(flat).type !== 'json';
  return { shape: scalar ? 'text' : 'object', rowsPath: null, columns: [oneColumn(context, flat)] };
}

function textBody(media: MediaType, context: Context): Shape {
  const flat = media.schema === undefined ? null : context.flattener.flatten(media.schema);
  return { shape: 'text', rowsPath: null, columns: [{ ...oneColumn(context, flat), type: 'string', datatype: 'string' }] };
}

function rowColumns(row: SchemaObject, context: Context): readonly ColumnDescriptor[] {
  const flat = context.flattener.flatten(row);
  const columns = columnsOf(context.flattener, flat, context.marks);
  return columns.length > 0 ? columns : [oneColumn(context, flat)];
}

/** Names the only column after the thing that the path lists: `…/target-apps` → `targetApp`. */
function oneColumn(context: Context, flat: FlatSchema | null): ColumnDescriptor {
  const step = pathSteps(context.operation.path).findLast((candidate) => !isTemplate(candidate)) ?? 'value';
  const name = context.marks.columnName ?? singular(camelCase(step));
  const value = flat === null ? { type: 'json' as const, datatype: 'object' } : valueType(flat);
  return { name, ...value, title: flat?.title ?? humanise(name) };
}

/** Names of what stands beside the rows in an envelope, besides those that begin with `_`. */
const besides = new Set(
  (
    'link links meta metadata paging pagination page pages pageinfo next prev previous first last cursor nextcursor nextpage nextpagetoken ' +
    'pagetoken perpage pagesize count total totals totalcount totalitems totalpages totalresults size limit offset hasmore object url'
  ).split(' '),
);

function isBesides(name: string): boolean {
  return name.startsWith('_') || besides.has(name.replaceAll(/[^A-Za-z]/g, '').toLowerCase());
}

/** The one property of an envelope that is a list, when everything beside it is about paging. */
function loneList(flat: FlatSchema, flattener: SchemaFlattener): string | undefined {
  const lists = [...flat.properties].filter(([name, schema]) => !name.startsWith('_') && flattener.flatten(schema).items !== null);
  const [first] = lists;
  if (first === undefined || lists.length > 1) return undefined;
  const others = [...flat.properties.keys()].filter((name) => name !== first[0]);
  return others.every(isBesides) ? first[0] : undefined;
}
