// oxlint-disable-next-line typescript/triple-slash-reference -- the declarations name AsyncDisposable
/// <reference lib="esnext.disposable" preserve="true" />

export { createEngine } from './engine/create-engine.ts';
export type {
  Engine,
  EngineOptions,
  InputParameters,
  InputValue,
  Notice,
  Outcome,
  Result,
  ResultKind,
  RowObject,
  RunOptions,
  Session,
  SessionOptions,
  Statistics,
} from './engine/public-types.ts';
export {
  type ErrorCode,
  type ErrorOwner,
  QueryError,
  type QueryErrorOptions,
  type RemoteErrorDetails,
  type SourceSpan,
} from './errors/query-error.ts';
export type { Clock } from './http/clock.ts';
export type { RateLimitWait } from './http/scheduler/rate-limit-wait.ts';
export type { HttpHeader, HttpRequest, HttpResponse, Transport } from './request/http-message.ts';
export type { Column, ColumnType, JsonValue, Page, Row, Value } from './values/value.ts';
