import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A row of `facts/operations.tsv`: every cell is text, empty where the API has nothing to say. */
export interface OperationFact {
  readonly service: string;
  readonly resource: string;
  readonly http_method: string;
  readonly path: string;
  readonly operation_id: string;
  readonly lifecycle: string;
  readonly deprecated: string;
  readonly security: string;
  readonly oauth_scopes: string;
  readonly request_media: string;
  readonly request_body: string;
  readonly request_schema: string;
  readonly success_status: string;
  readonly response_media: string;
  readonly response_schema: string;
  readonly envelope_key: string;
  readonly link_pagination: string;
  readonly error_statuses: string;
}

/** A row of `facts/parameters.tsv`. */
export interface ParameterFact {
  readonly operation_id: string;
  readonly name: string;
  readonly in: string;
  readonly required: string;
  readonly type: string;
  readonly format: string;
  readonly items: string;
  readonly enum: string;
  readonly default: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly style: string;
  readonly explode: string;
}

/** A line of `facts/schemas.jsonl`, its name taken out. */
export interface SchemaFact {
  readonly name: string;
  readonly schema: JsonObject;
}

/** An object of the facts, still in their dialect. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** All that `facts/` knows. */
export interface Facts {
  readonly operations: readonly OperationFact[];
  readonly parameters: readonly ParameterFact[];
  readonly schemas: readonly SchemaFact[];
}

const operationColumns = [
  ...['service', 'resource', 'http_method', 'path', 'operation_id', 'lifecycle', 'deprecated', 'security', 'oauth_scopes'],
  ...['request_media', 'request_body', 'request_schema', 'success_status', 'response_media', 'response_schema', 'envelope_key'],
  ...['link_pagination', 'error_statuses'],
];
const parameterColumns = [
  ...['operation_id', 'name', 'in', 'required', 'type', 'format', 'items', 'enum', 'default', 'minimum', 'maximum', 'style', 'explode'],
];

/** Reads the three tables of a folder. Throws when a column is missing or a row is short. */
export function readFacts(folder: string): Facts {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return {
    operations: table<OperationFact>(read('operations.tsv'), operationColumns),
    parameters: table<ParameterFact>(read('parameters.tsv'), parameterColumns),
    schemas: lines(read('schemas.jsonl')).map(readSchemaLine),
  };
}

function table<Fact>(text: string, columns: readonly string[]): readonly Fact[] {
  const [head = '', ...rows] = lines(text);
  const header = head.split('\t');
  for (const column of columns) if (!header.includes(column)) throw new Error(`column ${column} is missing`);
  return rows.map((row) => {
    const cells = row.split('\t');
    if (cells.length !== header.length) throw new Error(`expected ${header.length} cells: ${row}`);
    // The header was checked to hold the columns of the row type.
    return Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])) as Fact;
  });
}

function readSchemaLine(line: string): SchemaFact {
  const value: unknown = JSON.parse(line);
  if (!isObject(value) || typeof value['name'] !== 'string') throw new Error(`a schema needs a name: ${line.slice(0, 80)}`);
  const { name, ...schema } = value;
  return { name: String(name), schema };
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** Tells objects from lists, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
