import type { PagingDescriptor, ServerDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { withQueryParameter } from '../request/build-request.ts';
import { isTrustedHost } from '../request/origin.ts';
import { isLoopbackHost } from '../request/server-url.ts';
import type { JsonValue } from '../values/value.ts';
import type { ApiResponse } from './client.ts';
import { valueAt } from './json-path.ts';
import { nextLink } from './link-header.ts';

/** What is known after a page came. */
export interface PageFacts {
  readonly paging: PagingDescriptor;
  readonly server: ServerDescriptor;
  readonly response: ApiResponse;
  readonly rows: readonly JsonValue[];
  /** Zero-based. */
  readonly index: number;
  /** Rows asked for; null when the server chooses. */
  readonly size: number | null;
}

/**
 * Path and query of the page after this one, null when it was the last. Throws `invalid_response` for a link that is none or that leads to
 * another host: the origin is never taken from a link.
 */
export function nextTarget(facts: PageFacts): string | null {
  const { cursor } = facts.paging;
  const { url, headers, body } = facts.response;
  switch (cursor.kind) {
    case 'link-header':
      return linkTarget(facts, nextLink(headers));
    case 'body-link':
      return linkTarget(facts, valueAt(body, cursor.path));
    case 'body-cursor':
      return cursorTarget(facts, cursor);
    case 'page-number':
      return isLast(facts) ? null : targetOf(withQueryParameter(url, cursor.parameter, String(cursor.first + facts.index + 1)));
  }
}

/** Path and query of a URL. */
export function targetOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function isLast({ rows, size }: PageFacts): boolean {
  return rows.length === 0 || (size !== null && rows.length < size);
}

function cursorTarget({ response }: PageFacts, { path, parameter }: { readonly path: string; readonly parameter: string }): string | null {
  const value = valueAt(response.body, path);
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string' || typeof value === 'number') return targetOf(withQueryParameter(response.url, parameter, String(value)));
  throw invalidLink(response, `the cursor at ${path} is no text`);
}

function linkTarget({ response, server }: PageFacts, link: JsonValue | undefined): string | null {
  if (link === undefined || link === null || link === '') return null;
  if (typeof link !== 'string' || !URL.canParse(link, response.url)) throw invalidLink(response, 'the link to the next page is no URL');
  const next = new URL(link, response.url);
  if (!/^https?:$/.test(next.protocol) || !isSameApi(server, next, new URL(response.url))) {
    throw invalidLink(response, `the link to the next page leads to another host (${next.host}) and was not followed`);
  }
  return next.pathname + next.search;
}

/** A gateway in front of the API may leave the API's own hosts in its links; the request goes to the call's origin all the same. */
function isSameApi(server: ServerDescriptor, next: URL, current: URL): boolean {
  if (next.hostname === current.hostname || isTrustedHost(server, next.hostname)) return true;
  return isLoopbackHost(next.hostname) && isLoopbackHost(current.hostname);
}

function invalidLink({ status, url }: ApiResponse, problem: string): QueryError {
  const call = `GET ${new URL(url).pathname}`;
  return new QueryError('invalid_response', `${call}: ${problem}`, { remote: { status, call } });
}
