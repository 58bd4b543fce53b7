/** What came of compiling a document. */
export interface CompileReport {
  /** Operations in the document. */
  readonly operations: number;
  /** Methods that were made of them. */
  readonly methods: number;
  /** Operations without a method, with the reason. */
  readonly unmapped: readonly UnmappedOperation[];
  /** What the overlay has to say before the descriptors can be trusted; empty for an overlay that is whole. */
  readonly problems: readonly CompileProblem[];
  /**
   * Whether descriptors must not be written because of {@link problems}: an overlay entry that fits nothing always forbids it, what is
   * undecided does when the overlay says `strict: true`.
   */
  readonly refused: boolean;
  /** How much of each kind the overlay marks, for review: `collisions: 34`. */
  readonly marks: Readonly<Record<string, number>>;
}

/** Counts the marks of each kind, in one line for people: `marks: collisions 41, effects 41`. Empty where an overlay marks nothing. */
export function marksLine({ marks }: CompileReport): string {
  const counts = Object.entries(marks).flatMap(([kind, count]) => (count === 0 ? [] : [`${kind} ${count}`]));
  return counts.length === 0 ? '' : `marks: ${counts.join(', ')}`;
}

/** An operation that no method was made of. */
export interface UnmappedOperation {
  /** `GET /api/v1/users`. */
  readonly operation: string;
  readonly reason: string;
}

/** Something that a person has to decide. */
export interface CompileProblem {
  /**
   * `unused`: an overlay entry that fits nothing. `collision`: a parameter named like a column, or either like the server variable. `default`: a parameter of a changing method
   * that nobody said the purpose of. `parent`: a read whose path parameter no relation supplies. `bucket`: a call that no rate-limit bucket
   * counts, or several do.
   */
  readonly kind: 'unused' | 'collision' | 'default' | 'parent' | 'bucket';
  /** `service.resource.method.parameter`, or the overlay's own key. */
  readonly subject: string;
  readonly message: string;
}
