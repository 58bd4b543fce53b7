/** A document that does not have the form OpenAPI gives it; says where by JSON pointer (RFC 6901). */
export class OpenApiError extends Error {
  /** Place of the fault in the document, as a URI fragment: `#/paths/~1users/get`. */
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(`${pointer}: ${message}`);
    this.name = 'OpenApiError';
    this.pointer = pointer;
  }
}
