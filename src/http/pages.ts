import type { MethodDescriptor, PagingDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { buildRequest, withQueryParameter } from '../request/build-request.ts';
import type { MethodCall } from '../request/method-call.ts';
import { jsonText } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';
import type { ApiClient, ApiResponse } from './client.ts';
import { nextTarget, type PageFacts, targetOf } from './next-page.ts';
import { rowsOf } from './rows.ts';

/** Rows of one answer. */
export interface RowPage {
  /** As the API gave them; for text one text. */
  readonly rows: readonly JsonValue[];
  readonly response: ApiResponse;
  /** Zero-based. */
  readonly index: number;
}

/** How pages are asked for. */
export interface PageOptions {
  readonly signal: AbortSignal;
  /** Whether the next page is asked for while this one is looked at, told the rows so far; it is not unless this says so. */
  readonly ahead?: (rows: number) => boolean;
}

/**
 * Calls a method and, where it pages, follows its pages to the last one, at most one of them ahead of the reader. Asks for the method's
 * preferred page size unless the call sets one. Leaving early aborts what is under way. Throws what the client throws, `invalid_response` for
 * a next link to another host, and `incomplete` when the server sends pages in a circle.
 */
export async function* pages(
  client: ApiClient,
  call: MethodCall,
  { signal, ahead }: PageOptions,
): AsyncGenerator<RowPage, void, undefined> {
  const { method } = call;
  const start = startOf(call);
  const circle = circleGuard(method);
  const stop = new AbortController();
  const ask = async (target: string | null, under: AbortSignal): Promise<ApiResponse | null> => {
    if (target === null) return null;
    circle.refuseSeen(target);
    return await client.send(call, { signal: under, target });
  };
  let under: Promise<ApiResponse | null> | undefined;
  let count = 0;
  try {
    let response = await ask(start.target, signal);
    for (let index = 0; response !== null; index += 1) {
      const facts = { method, response, rows: rowsOf(method, response), index, size: start.size };
      const { rows } = facts;
      circle.refuseRepeated(rows);
      count += rows.length;
      under = method.paging !== null && ahead?.(count) === true ? askAhead(facts) : undefined;
      yield { rows, response, index };
      response = await (under ?? ask(targetAfter(client, facts), signal));
    }
  } finally {
    stop.abort();
    await under?.catch(() => undefined);
  }

  function askAhead(facts: AnsweredPage): Promise<ApiResponse | null> {
    const answer = Promise.resolve().then(() => ask(targetAfter(client, facts), AbortSignal.any([signal, stop.signal])));
    // A failure is thrown when its turn comes; until then it must not count as unhandled.
    answer.catch(() => undefined);
    return answer;
  }
}

type AnsweredPage = Omit<PageFacts, 'paging' | 'server'> & { readonly method: MethodDescriptor };

function targetAfter(client: ApiClient, { method, ...facts }: AnsweredPage): string | null {
  return method.paging === null ? null : nextTarget({ ...facts, paging: method.paging, server: client.provider.server });
}

interface Start {
  readonly target: string;
  /** Rows asked for a page; null when the server chooses. */
  readonly size: number | null;
}

function startOf(call: MethodCall): Start {
  const { url } = buildRequest(call);
  const size = call.method.paging?.size ?? null;
  if (size === null) return { target: targetOf(url), size: null };
  const given = call.arguments.get(size.parameter);
  if (given !== undefined) return { target: targetOf(url), size: Math.min(Number(given), size.maximum) };
  return { target: targetOf(withQueryParameter(url, size.parameter, String(size.preferred))), size: size.preferred };
}

interface CircleGuard {
  refuseSeen(target: string): void;
  refuseRepeated(rows: readonly JsonValue[]): void;
}

/** Servers that page by number and ignore it would send the first page for ever; the others would repeat a link. */
function circleGuard(method: MethodDescriptor): CircleGuard {
  const seen = new Set<string>();
  const byNumber = isByNumber(method.paging);
  let last: string | undefined;
  return {
    refuseSeen(target) {
      if (seen.has(target)) throw inCircles(method);
      seen.add(target);
    },
    refuseRepeated(rows) {
      if (!byNumber || rows.length === 0) return;
      const text = jsonText(rows);
      if (text === last) throw inCircles(method);
      last = text;
    },
  };
}

function isByNumber(paging: PagingDescriptor | null): boolean {
  return paging?.cursor.kind === 'page-number';
}

function inCircles(method: MethodDescriptor): QueryError {
  return new QueryError(
    'incomplete',
    `${method.httpMethod} ${method.path}: the server sends the same page again, so the rest cannot be read`,
    {
      hint: 'The rows up to here are not all there are.',
    },
  );
}
