/** The cause of a `type_mismatch`: which field of whose answers holds something else than the document says. */
export class Misfit extends Error {
  /** The method's descriptor. */
  readonly method: object;
  readonly field: string;

  constructor(method: object, field: string) {
    super(`${field} does not fit`);
    this.method = method;
    this.field = field;
  }
}

/** The misfit that an error comes from; undefined where it comes from something else. */
export function misfitOf(error: unknown): Misfit | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof Misfit) return cause;
  return undefined;
}
