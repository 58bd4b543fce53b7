import { QueryError } from '../errors/query-error.ts';
import type { MethodCall } from '../request/method-call.ts';
import { describeValue, fitValue } from '../values/fit-value.ts';
import { isJsonObject } from '../values/json-text.ts';
import { Misfit } from '../values/misfit.ts';
import type { JsonValue, Row, Value } from '../values/value.ts';
import type { ScanColumn } from '../planner/plan.ts';

/** What a row's cells come from besides the answer. */
export interface AnswerSource {
  readonly call: MethodCall;
  /** Value of the server variable. */
  readonly server: string | null;
  /** Gives the cell for a value that does not fit its column; without it that is an error. */
  readonly misfit?: (column: ScanColumn, value: JsonValue) => Value;
}

/** Projects one row of an answer. Throws `type_mismatch` naming column, kind and request for a cell that does not fit its column. */
export function rowOfAnswer(answer: JsonValue, columns: readonly ScanColumn[], source: AnswerSource): Row {
  return columns.map((column) => cell(answer, column, source));
}

function cell(answer: JsonValue, column: ScanColumn, { call, server, misfit }: AnswerSource): Value {
  if (column.origin === 'server') return server;
  if (column.origin === 'parameter') return call.arguments.get(column.from) ?? null;
  const found = isJsonObject(answer) ? answer[column.from] : answer;
  const value = fitValue(column.keys === undefined ? found : onlyKeys(found, column.keys), column.type);
  if (value !== undefined) return value;
  if (misfit !== undefined) return misfit(column, found ?? null);
  throw new QueryError(
    'type_mismatch',
    `column ${column.name} should be ${column.type}, but the answer has ${describeValue(found ?? null)}`,
    {
      remote: { status: call.method.response.status, call: `${call.method.httpMethod} ${call.method.path}` },
      cause: new Misfit(call.method, column.from),
      hint: "The API answered with another type than its document says. SET oktaql.types = 'lenient' reads the columns of a SELECT that do so as JSON.",
    },
  );
}

/** An object without the keys that nobody reads; anything else as it is. */
function onlyKeys(value: JsonValue | undefined, keys: readonly string[]): JsonValue | undefined {
  if (!isJsonObject(value)) return value;
  const read: Record<string, JsonValue> = {};
  for (const key of keys) {
    const inner = Object.hasOwn(value, key) ? value[key] : undefined;
    if (inner !== undefined) read[key] = inner;
  }
  return read;
}
