import type { HostCorrection, ServerDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';

/** Scheme, host and port that a request goes to, lower-case and without a trailing slash: `https://my-org.example.com`. */
export type Origin = string;

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Hosts whose last label looks like this are read as IPv4 addresses (WHATWG URL, "ends in a number"). */
const numericLabel = /^(?:\d+|0x[0-9a-f]*)$/;
const longestHost = 253;
const quoteLimit = 60;

/**
 * The origin that a value of the server variable names: a single label by the provider's `labelHost`, else a whole host; always https.
 * Throws `invalid_host`, with the corrected value as the hint where there is one, for anything that is not a plain host name:
 * ports, addresses, user names, paths and characters outside ASCII are refused, never cleaned up.
 */
export function resolveOrigin(server: ServerDescriptor, value: string): Origin {
  const slip = correctionOf(server, value);
  if (slip !== null) throw invalidHost(server, `${nameOf(server, value)}: ${slip.message}`, slip.replacement ?? undefined);
  const problem = hostProblem(value);
  if (problem !== null) throw refused(server, value, problem);
  const host = value.toLowerCase();
  if (host.includes('.')) return checkedOrigin(server, value, host);
  if (server.labelHost === null) throw refused(server, value, { message: 'is not a whole host name' });
  return checkedOrigin(server, value, server.labelHost.replace('{value}', host));
}

/** What the provider knows to be wrong with a value of the server variable, and the value that was meant; null when it knows nothing. */
export function correctionOf(server: ServerDescriptor, value: string): Omit<HostCorrection, 'pattern'> | null {
  for (const { pattern, message, replacement } of server.corrections) {
    const match = new RegExp(`^(?:${pattern})$`, 'is').exec(value);
    if (match === null) continue;
    return { message, replacement: replacement?.replaceAll(/\$(\d)/g, (_all, group: string) => match[Number(group)] ?? '') ?? null };
  }
  return null;
}

/** Tells whether a host, lower-case and without port, is one that a credential without a home may go to. */
export function isTrustedHost(server: ServerDescriptor, host: string): boolean {
  const labels = host.split('.');
  return server.trustedHosts.some((pattern) => {
    const wanted = pattern.split('.');
    return (
      wanted.length === labels.length &&
      wanted.every((one, index) => (one === '*' ? label.test(labels[index] ?? '') : one === labels[index]))
    );
  });
}

/** The server variable's value that an origin stands for: the label where the provider's `labelHost` fits, else the whole host. */
export function serverValue(server: ServerDescriptor, origin: Origin): string {
  const host = new URL(origin).hostname;
  const suffix = server.labelHost?.slice('{value}'.length);
  if (suffix === undefined || !host.endsWith(suffix)) return host;
  const value = host.slice(0, -suffix.length);
  return label.test(value) ? value : host;
}

/** A value as it is shown in messages: in quotes, cut when it is long. */
export function quoteValue(value: string): string {
  return JSON.stringify(value.length > quoteLimit ? `${value.slice(0, quoteLimit)}…` : value);
}

interface HostProblem {
  readonly message: string;
  readonly replacement?: string;
}

function nameOf(server: ServerDescriptor, value: string): string {
  return `${server.variable} ${quoteValue(value)}`;
}

function refused(server: ServerDescriptor, value: string, problem: HostProblem): QueryError {
  return invalidHost(server, `${nameOf(server, value)} ${problem.message}`, problem.replacement);
}

function invalidHost(server: ServerDescriptor, message: string, replacement: string | undefined): QueryError {
  if (replacement !== undefined && hostProblem(replacement) === null) {
    return new QueryError('invalid_host', message, { hint: `Use '${replacement}'.` });
  }
  const label = server.labelHost === null ? '' : `a name such as my-org (for ${server.labelHost.replace('{value}', 'my-org')}) or `;
  return new QueryError('invalid_host', message, { hint: `Give ${label}a whole host name, without scheme, port and path.` });
}

function hostProblem(value: string): HostProblem | null {
  return shapeProblem(value) ?? labelProblem(value.toLowerCase());
}

function shapeProblem(value: string): HostProblem | null {
  if (value === '') return { message: 'is empty' };
  if (value.length > longestHost) return { message: `is longer than a host name can be (${longestHost} characters)` };
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^/?#@\s]+)(?:[/?#].*)?$/is.exec(value);
  if (url?.[1] !== undefined) return { message: 'is a URL where a host name is expected', replacement: url[1] };
  if (value.trim() !== value) return { message: 'has spaces around it', replacement: value.trim() };
  if (/[^\x21-\x7e]/.test(value)) return { message: 'has characters that no host name has' };
  if (/^\[.*\]$|:.*:/.test(value)) return { message: 'is an address where a host name is expected' };
  const port = /^([^:]+):\d+$/.exec(value);
  if (port?.[1] !== undefined) return { message: 'has a port', replacement: port[1] };
  if (value.length > 1 && value.endsWith('.') && !value.endsWith('..'))
    return { message: 'ends in a dot', replacement: value.slice(0, -1) };
  return null;
}

function labelProblem(host: string): HostProblem | null {
  const labels = host.split('.');
  if (!labels.every((one) => label.test(one))) return { message: 'is not a host name' };
  const last = labels.at(-1) ?? '';
  if (labels.length > 1 && numericLabel.test(last)) return { message: 'is an address where a host name is expected' };
  if (last === 'localhost') return { message: 'is this machine, not an organization' };
  return null;
}

/** What passed the rules must also mean the same to the URL parser that the request goes through. */
function checkedOrigin(server: ServerDescriptor, value: string, host: string): Origin {
  const origin = `https://${host}`;
  if (host.length <= longestHost && URL.canParse(origin) && new URL(origin).origin === origin) return origin;
  throw refused(server, value, { message: 'is not a host name' });
}
