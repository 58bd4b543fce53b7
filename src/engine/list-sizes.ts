import type { ProviderDescriptor } from '../catalog/descriptor.ts';
import { pathVariables } from '../catalog/path-template.ts';
import type { ApiClient, ApiResponse } from '../http/client.ts';
import { bucketKey } from '../planner/cost/bucket-cost.ts';
import { type Estimates, listKey, noEstimates, type RowEstimate } from '../planner/cost/estimates.ts';
import { headerValue } from '../request/http-message.ts';
import type { MethodCall } from '../request/method-call.ts';

/** Lists whose sizes are remembered; the oldest are forgotten first. */
const remembered = 1_000;

/** What an engine has seen of the sizes of lists and of the server's limits; kept in memory, for prices. */
export interface ListSizes {
  /** A list was read to its end. */
  saw(call: MethodCall, rows: number): void;
  /** The client with what its answers tell of limits taken down. */
  observing(client: ApiClient): ApiClient;
  /** What is known by now. */
  estimates(): Estimates;
}

interface Average {
  readonly lists: number;
  readonly rows: number;
}

/** Nothing was seen yet. */
export function createListSizes(provider: ProviderDescriptor): ListSizes {
  const rows = new Map<string, RowEstimate>();
  const averages = new Map<string, Average>();
  const perMinute = new Map<string, number>();
  const remember = (key: string, count: number): void => {
    rows.delete(key);
    rows.set(key, { rows: count, whole: true, source: 'seen' });
    const [oldest] = rows.keys();
    if (rows.size > remembered && oldest !== undefined) rows.delete(oldest);
  };
  const limitHeader = provider.rateLimits?.headers.limit ?? null;
  const learn = (call: MethodCall, response: ApiResponse): void => {
    const limit = limitHeader === null ? Number.NaN : Number(headerValue(response.headers, limitHeader) ?? Number.NaN);
    if (Number.isSafeInteger(limit) && limit > 0) perMinute.set(bucketKey(call.origin, call.method.bucket ?? ''), limit);
  };
  return {
    saw({ method, origin, arguments: values }, count) {
      if (method.response.shape !== 'list') return;
      remember(listKey(origin, method, values), count);
      const inPath = pathVariables(method.path);
      if (inPath.length === 0) return;
      const key = listKey(origin, method, new Map([...values].filter(([name]) => !inPath.includes(name))));
      const before = averages.get(key) ?? { lists: 0, rows: 0 };
      const now = { lists: before.lists + 1, rows: before.rows + count };
      averages.set(key, now);
      remember(key, now.rows / now.lists);
    },
    observing: (client) => ({
      provider: client.provider,
      async send(call, options) {
        const response = await client.send(call, options);
        learn(call, response);
        return response;
      },
    }),
    estimates: () => ({ ...noEstimates, rows: new Map(rows), perMinute: new Map(perMinute) }),
  };
}
