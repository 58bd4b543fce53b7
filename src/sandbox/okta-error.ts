import type { JsonValue } from '../values/value.ts';

/** Error codes the sandbox answers with, the status each has unless said, and a summary in our own words. */
const errors = {
  E0000001: [400, 'The request failed validation'],
  E0000003: [400, 'The request body is not well-formed JSON'],
  E0000004: [401, 'Authentication failed'],
  E0000006: [403, 'The caller may not do this'],
  E0000007: [404, 'No such resource'],
  E0000009: [500, 'The sandbox failed'],
  E0000011: [401, 'The token is missing or not valid'],
  E0000014: [403, 'The credential cannot be updated now'],
  E0000015: [401, 'The feature is not switched on in this org'],
  E0000016: [403, 'The object is already in that state'],
  E0000021: [415, 'The media type of the body is not taken here'],
  E0000022: [405, 'The endpoint does not take this HTTP method'],
  E0000031: [400, 'The search or filter expression is not valid'],
  E0000034: [403, 'The password of this user cannot be recovered now'],
  E0000038: [403, 'The object does not allow this in its present state'],
  E0000053: [400, 'The filter uses what this endpoint does not take'],
  E0000047: [429, 'Too many requests'],
  E0000056: [403, 'An active object cannot be deleted'],
  E0000112: [403, 'The user is in a state that does not allow this'],
} as const;

/** One of the error codes that the sandbox uses. */
export type OktaErrorCode = keyof typeof errors | 'E0000411' | 'E0000412';

/** What can be said of an error besides its code. */
export interface OktaErrorDetails {
  readonly summary?: string;
  /** One sentence for each thing that is wrong. */
  readonly causes?: readonly string[];
  readonly status?: number;
}

/** A refusal on its way to the client. */
export class OktaError extends Error {
  readonly code: OktaErrorCode;
  readonly status: number;
  readonly causes: readonly string[];

  constructor(code: OktaErrorCode, details: OktaErrorDetails = {}) {
    const [status, summary] = entryOf(code);
    super(details.summary ?? summary);
    this.name = 'OktaError';
    this.code = code;
    this.status = details.status ?? status;
    this.causes = details.causes ?? [];
  }

  /** The error as the API's error object; `errorId` names the occurrence. */
  toBody(errorId: string): JsonValue {
    return {
      errorCode: this.code,
      errorSummary: this.message,
      errorLink: this.code,
      errorId,
      errorCauses: this.causes.map((errorSummary) => ({ errorSummary })),
    };
  }
}

/** The answer to an identifier that names nothing. */
export function notFound(id: string, kind: string): OktaError {
  return new OktaError('E0000007', { summary: `There is no ${kind} '${id}'` });
}

/** The answer to a request that is wrong in the ways that `causes` list. */
export function invalid(...causes: readonly string[]): OktaError {
  return new OktaError('E0000001', { summary: `The request failed validation: ${causes[0] ?? 'unspecified'}`, causes });
}

function entryOf(code: OktaErrorCode): readonly [status: number, summary: string] {
  switch (code) {
    case 'E0000411':
      return [411, 'The request needs a Content-Length header'];
    case 'E0000412':
      return [412, 'The object has changed since the given ETag'];
    default:
      return errors[code];
  }
}
