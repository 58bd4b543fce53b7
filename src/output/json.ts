import type { Column, Row } from '../values/value.ts';
import { cellJson } from './cell-text.ts';
import { uniqueNames } from './unique-names.ts';
import type { Writer, WriterOptions } from './writer.ts';

/** Prints one JSON array of objects, a row a line, keys in column order. An aborted one stays open, so no JSON reader takes it. */
export function jsonWriter({ write }: WriterOptions): Writer {
  let encode: RowEncoder = () => '';
  let separator = '\n';
  return {
    async begin(columns) {
      encode = rowEncoder(columns);
      await write('[');
    },
    async page(rows) {
      if (rows.length === 0) return;
      const text = separator + rows.map(encode).join(',\n');
      separator = ',\n';
      await write(text);
    },
    async end() {
      await write(separator === '\n' ? ']\n' : '\n]\n');
    },
    async abort() {
      await write('\n');
    },
  };
}

/** Prints one JSON object a line. */
export function jsonLinesWriter({ write }: WriterOptions): Writer {
  let encode: RowEncoder = () => '';
  return {
    async begin(columns) {
      encode = rowEncoder(columns);
    },
    async page(rows) {
      if (rows.length > 0) await write(`${rows.map(encode).join('\n')}\n`);
    },
    async end() {},
    async abort() {},
  };
}

type RowEncoder = (row: Row) => string;

function rowEncoder(columns: readonly Column[]): RowEncoder {
  const names = uniqueNames(columns);
  const cells = columns.map(({ type }, index) => ({ type, key: `${index === 0 ? '{' : ','}${JSON.stringify(names[index])}:` }));
  return (row) => {
    let text = '';
    cells.forEach(({ key, type }, index) => {
      text += key + cellJson(row[index] ?? null, type);
    });
    return text === '' ? '{}' : `${text}}`;
  };
}
