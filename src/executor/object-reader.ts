import type { MethodDescriptor } from '../catalog/descriptor.ts';
import type { ApiClient, ApiResponse } from '../http/client.ts';
import { meansAbsent } from '../http/error-answer.ts';
import { rowsOf } from '../http/rows.ts';
import type { ChangeCall } from '../planner/change/change-calls.ts';
import { buildRequest } from '../request/build-request.ts';
import { headerValue } from '../request/http-message.ts';
import type { JsonValue } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { objectCall } from './read-object.ts';

/** An object as a read showed it. */
export interface ReadObject {
  readonly value: JsonValue;
  /** Its entity tag; null when the answer had none. */
  readonly etag: string | null;
}

/** Reads each object that a change is about once: what was read to choose the objects is not asked for again. */
export interface ObjectReader {
  /** Sends calls, and remembers what the methods of {@link objectReader} answer. */
  readonly client: ApiClient;
  /** Reads the object of a call. Throws what the call throws, a missing object included. */
  read(method: MethodDescriptor, change: ChangeCall): Promise<ReadObject>;
  /** Like {@link read}; null where there is no such object. */
  readIfThere(method: MethodDescriptor, change: ChangeCall): Promise<ReadObject | null>;
  /** The object as it was read before; undefined where it was not. */
  recall(method: MethodDescriptor, change: ChangeCall): ReadObject | undefined;
}

/** A reader for one statement, which remembers the answers of some methods until it is forgotten itself. */
export function objectReader(methods: ReadonlySet<MethodDescriptor>, { client, signal }: CallContext): ObjectReader {
  const answers = new Map<string, ApiResponse>();
  const recording: ApiClient = {
    provider: client.provider,
    async send(call, options) {
      const response = await client.send(call, options);
      const url = options.target === undefined ? buildRequest(call).url : call.origin + options.target;
      if (methods.has(call.method)) answers.set(url, response);
      return response;
    },
  };
  const recall: ObjectReader['recall'] = (method, change) => {
    const known = answers.get(buildRequest(objectCall(method, change)).url);
    return known === undefined ? undefined : objectOf(method, known);
  };
  const read: ObjectReader['read'] = async (method, change) => {
    const known = recall(method, change);
    if (known !== undefined) return known;
    return objectOf(method, await recording.send(objectCall(method, change), { signal }));
  };
  return {
    client: recording,
    recall,
    read,
    async readIfThere(method, change) {
      try {
        return await read(method, change);
      } catch (error) {
        if (meansAbsent(method, error)) return null;
        throw error;
      }
    },
  };
}

function objectOf(method: MethodDescriptor, response: ApiResponse): ReadObject {
  return { value: rowsOf(method, response)[0] ?? {}, etag: headerValue(response.headers, 'etag') ?? null };
}
