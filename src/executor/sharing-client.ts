import type { ApiClient, ApiResponse } from '../http/client.ts';
import type { ScanPlan } from '../planner/plan.ts';
import { buildRequest } from '../request/build-request.ts';

/**
 * A client that asks each distinct GET once and gives the answer again to whoever asks the same. It holds every answer until it is
 * forgotten, so it is for one statement, and only for one whose scans have calls in common.
 */
export function sharingClient(client: ApiClient): ApiClient {
  const answers = new Map<string, Promise<ApiResponse>>();
  return {
    provider: client.provider,
    async send(call, options) {
      if (call.method.httpMethod !== 'GET') return await client.send(call, options);
      const key = options.target === undefined ? buildRequest(call).url : call.origin + options.target;
      const known = answers.get(key) ?? client.send(call, options);
      answers.set(key, known);
      return await known;
    },
  };
}

/** Do several of the scans, the parents that they expand over included, call the same method? */
export function haveCallsInCommon(scans: readonly ScanPlan[]): boolean {
  const methods = scans.flatMap((scan) => [...withParents(scan)].map(({ target }) => target.method));
  return new Set(methods).size < methods.length;
}

function* withParents(scan: ScanPlan): Generator<ScanPlan> {
  yield scan;
  for (const { from } of scan.expansions) if (from.kind === 'parent') yield* withParents(from.scan);
}
