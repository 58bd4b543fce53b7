import { isIPv4 } from 'node:net';
import { QueryError } from '../errors/query-error.ts';
import { type Origin, quoteValue } from './origin.ts';

/** Tells whether a host name or address, as a URL spells it, is this machine. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}

/**
 * Reads the URL that every call is to be sent to instead of the host that the server variable names: https, or plain http to loopback.
 * Throws `invalid_host` for anything else, and for a URL with a user name, a path, a query or a fragment.
 */
export function parseServerUrl(text: string): Origin {
  if (!URL.canParse(text)) throw invalid(text, 'is not a URL', 'Give one such as https://my-org.example.com or http://127.0.0.1:8080.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw invalid(text, 'is not an http or https URL', 'Start it with https://.');
  if (url.username !== '' || url.password !== '') throw invalid('', 'has a user name or password in it', 'Leave them out.');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw invalid(text, 'has a path, a query or a fragment', `Use ${url.origin}.`);
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw invalid(text, 'would send credentials unencrypted', `Use https://${url.host}; plain http is for this machine alone.`);
  }
  return url.origin;
}

function invalid(text: string, message: string, hint: string): QueryError {
  return new QueryError('invalid_host', `server URL ${text === '' ? '' : `${quoteValue(text)} `}${message}`, { hint });
}
