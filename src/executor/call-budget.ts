import { QueryError } from '../errors/query-error.ts';
import type { ApiClient } from '../http/client.ts';

/** Calls that a whole statement may make. */
export interface CallBudget {
  /** The client with each of its calls taken out of the budget. */
  client(client: ApiClient): ApiClient;
  /** Throws `refused` unless so many calls more are left; for whoever knows before the first of them. */
  require(calls: number): void;
}

/**
 * A budget of `most` calls. A call past it throws `incomplete` and is not sent: what came before it is lost to the reader, but nothing that
 * was read is passed off as all there is.
 */
export function createCallBudget(most: number): CallBudget {
  let made = 0;
  return {
    client: (client) => ({
      provider: client.provider,
      async send(call, options) {
        if (made >= most) throw exhausted(most);
        made += 1;
        return await client.send(call, options);
      },
    }),
    require(calls) {
      if (made + calls > most) throw refusedPrice(String(made + calls), most);
    },
  };
}

/** The error of a statement that would take more calls than allowed; `price` says how many: `about 1,025`. */
export function refusedPrice(price: string, most: number): QueryError {
  return new QueryError('refused', `this would take ${price} calls, and --max-calls allows ${most}`, {
    hint: 'Allow more with --max-calls, or ask for less; EXPLAIN shows what takes them.',
  });
}

function exhausted(most: number): QueryError {
  return new QueryError('incomplete', `the statement needs more than the ${most} calls that --max-calls allows`, {
    hint: 'Allow more with --max-calls, or ask for less; EXPLAIN shows what takes them.',
  });
}
