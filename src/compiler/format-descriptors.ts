import type { ProviderDescriptor, ServiceDescriptor } from '../catalog/descriptor.ts';

/** Text of `index.json`: a line a service. Ends with a newline. */
export function formatProvider(provider: ProviderDescriptor): string {
  return `${write(provider, [], new Set(['', 'server', 'server.corrections', 'authentication', 'configuration', 'errors', 'filterLanguages', 'rateLimits', 'rateLimits.buckets', 'services']))}\n`;
}

/** Text of a service's file: a line a column, method and schema, so that a change of one shows as one. Ends with a newline. */
export function formatService(service: ServiceDescriptor): string {
  return `${write(service, [], new Set(['', 'resources', 'resources.*', 'resources.*.columns', 'resources.*.methods', 'schemas']))}\n`;
}

/** Writes JSON, opening the objects and lists at the given places and keeping everything else on one line. */
function write(value: unknown, path: readonly string[], open: ReadonlySet<string>): string {
  if (typeof value !== 'object' || value === null || !open.has(path.join('.'))) return JSON.stringify(value);
  const indent = '  '.repeat(path.length);
  const list = Array.isArray(value);
  const members = list
    ? value.map((item: unknown) => write(item, [...path, '*'], open))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${write(item, [...path, key], open)}`);
  const [start, end] = list ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) return `${start}${end}`;
  return `${start}\n${members.map((text) => `${indent}  ${text}`).join(',\n')}\n${indent}${end}`;
}
