/** The two files of undici that are loaded: its whole takes three times as long to start. */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool as UndiciPool } from 'undici';

  /** `Pool` of the package's front door. */
  export default class Pool extends UndiciPool {}
}

declare module 'undici/lib/api/api-request.js' {
  import type { Dispatcher } from 'undici';

  type Options = Omit<Dispatcher.RequestOptions, 'origin'> & { readonly responseHeaders: 'raw' };
  /** With raw response headers, names and values alternate. */
  type Answer = Omit<Dispatcher.ResponseData, 'headers'> & { readonly headers: readonly string[] };

  /** What `Pool.request` is. */
  export default function request(this: Dispatcher, options: Options): Promise<Answer>;
}
