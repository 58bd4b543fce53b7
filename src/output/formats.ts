import { unreachable } from '../errors/unreachable.ts';
import { csvWriter } from './csv.ts';
import { jsonLinesWriter, jsonWriter } from './json.ts';
import { lineWriter } from './line.ts';
import { markdownWriter } from './markdown.ts';
import { tableWriter } from './table.ts';
import type { Writer, WriterOptions } from './writer.ts';

/** Formats a result set can be printed in. */
export const outputFormats = ['table', 'json', 'jsonl', 'csv', 'markdown', 'line'] as const;

/** One of {@link outputFormats}. */
export type OutputFormat = (typeof outputFormats)[number];

/** Tells whether a name is one of {@link outputFormats}. */
export function isOutputFormat(name: string): name is OutputFormat {
  return (outputFormats as readonly string[]).includes(name);
}

/** Makes a writer for one result set; a script with several makes one for each. */
export function createWriter(format: OutputFormat, options: WriterOptions): Writer {
  switch (format) {
    case 'table':
      return tableWriter(options);
    case 'json':
      return jsonWriter(options);
    case 'jsonl':
      return jsonLinesWriter(options);
    case 'csv':
      return csvWriter(options);
    case 'markdown':
      return markdownWriter(options);
    case 'line':
      return lineWriter({ write: options.write });
    default:
      return unreachable(format);
  }
}
