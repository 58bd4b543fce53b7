import type { IncomingHttpHeaders } from 'node:http';

/** One request as it came over the wire, and the status it was answered with. */
export interface RequestLogEntry {
  readonly method: string;
  /** Path with its query, as sent. */
  readonly path: string;
  /** By lower-case name; repeated ones joined by commas; what a credential held is left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body as text; empty when there was none. */
  readonly body: string;
  readonly status: number;
}

const secrets = ['authorization', 'cookie', 'proxy-authorization', 'dpop'];

/** Headers without what a credential held: only its scheme stays. */
export function headersForLog(headers: IncomingHttpHeaders): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    result[name] = secrets.includes(name) ? `${text.split(' ', 1)[0] ?? ''} …` : text;
  }
  return result;
}
