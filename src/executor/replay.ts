import type { ApiClient, ApiResponse, SendOptions } from '../http/client.ts';
import { buildRequest } from '../request/build-request.ts';
import type { MethodCall } from '../request/method-call.ts';

/** Two clients of which the second has the answers that the first one got. */
export interface Replay {
  /** Sends, and keeps what is answered to a GET. */
  readonly recording: ApiClient;
  /** Gives each kept answer out once instead of sending, in place of the very same GET. */
  readonly replaying: ApiClient;
}

/** So that what was asked ahead of a statement, to learn what it takes, is not asked for again by it. */
export function createReplay(client: ApiClient): Replay {
  const kept = new Map<string, ApiResponse>();
  const recording: ApiClient = {
    provider: client.provider,
    async send(call, options) {
      const response = await client.send(call, options);
      if (call.method.httpMethod === 'GET') kept.set(urlOf(call, options), response);
      return response;
    },
  };
  const replaying: ApiClient = {
    provider: client.provider,
    async send(call, options) {
      const key = call.method.httpMethod === 'GET' ? urlOf(call, options) : '';
      const response = kept.get(key);
      if (response === undefined) return await client.send(call, options);
      kept.delete(key);
      return response;
    },
  };
  return { recording, replaying };
}

function urlOf(call: MethodCall, { target }: SendOptions): string {
  return target === undefined ? buildRequest(call).url : call.origin + target;
}
