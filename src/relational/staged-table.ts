import type { DuckDBAppender } from '@duckdb/node-api';
import duckdb from '@duckdb/node-api';
import { jsonText, plainText } from '../values/json-text.ts';
import type { Column, Page, Value } from '../values/value.ts';
import { duckdbError } from './duckdb-errors.ts';
import { microseconds } from './duckdb-values.ts';

/** Rows that may wait in the appender: handing them over costs as much for one as for thousands. */
const waitingRows = 8_192;

/** A table that rows are put into. */
export interface StagedTable {
  /** Takes rows in column order; they may wait. Throws `relational_error`. */
  append(rows: Page): void;
  /** Hands over the rows that wait, so that queries see them. Throws `relational_error`. */
  flush(): void;
  /** Ends it; rows that still wait are lost. */
  close(): void;
}

/**
 * A table behind an appender. All of it works on the caller's own thread, so that it does not count among the calls that have to queue.
 */
export function stagedTable(appender: DuckDBAppender, columns: readonly Column[]): StagedTable {
  const writers = columns.map(({ type }) => writerOf(type));
  let waiting = 0;
  const flush = (): void => {
    if (waiting === 0) return;
    waiting = 0;
    known(() => appender.flushSync());
  };
  return {
    append(rows) {
      known(() => {
        for (const row of rows) appendRow(appender, writers, row);
      });
      waiting += rows.length;
      if (waiting >= waitingRows) flush();
    },
    flush,
    close() {
      try {
        appender.closeSync();
      } catch {
        // The table is about to go, and with it the rows that could not be handed over.
      }
    },
  };
}

function known(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw duckdbError(error, '');
  }
}

type Writer = (appender: DuckDBAppender, value: Exclude<Value, null>) => void;

function appendRow(appender: DuckDBAppender, writers: readonly Writer[], row: Page[number]): void {
  for (let index = 0; index < writers.length; index += 1) {
    const value = row[index] ?? null;
    if (value === null) appender.appendNull();
    else writers[index]?.(appender, value);
  }
  appender.endRow();
}

function writerOf(type: Column['type']): Writer {
  switch (type) {
    case 'boolean':
      return (appender, value) => appender.appendBoolean(value === true);
    case 'integer':
      return (appender, value) => appender.appendBigInt(BigInt(typeof value === 'number' ? value : plainText(value)));
    case 'number':
      return (appender, value) => appender.appendDouble(Number(value));
    case 'timestamp':
      return (appender, value) => appender.appendTimestampTZ(new duckdb.DuckDBTimestampTZValue(microseconds(plainText(value))));
    case 'json':
      return (appender, value) => appender.appendVarchar(jsonText(value));
    case 'blob':
      return (appender, value) => appender.appendBlob(value instanceof Uint8Array ? value : new Uint8Array());
    case 'date':
      return (appender, value) => appender.appendDate(new duckdb.DuckDBDateValue(daysSince1970(plainText(value))));
    case 'string':
    case 'decimal':
    case 'time':
    case 'interval':
      return (appender, value) => appender.appendVarchar(plainText(value));
  }
}

function daysSince1970(text: string): number {
  return Math.floor(Date.parse(`${text}T00:00:00Z`) / 86_400_000);
}
