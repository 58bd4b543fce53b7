import type { QueryError } from '../../errors/query-error.ts';
import type { Construct, ConstructOf } from './construct.ts';
import type { MarkedText } from './marked-text.ts';

/** A node of the grammar library's tree: untyped on purpose, each field is checked when it is read. */
export type ForeignNode = Readonly<Record<string, unknown>>;

/** Fields that say nothing beyond what the marks say. */
const silent = new Set(['loc', 'tableList', 'columnList', 'parentheses', 'parentheses_symbol', 'collate']);

/** A tree of the grammar library together with the marks that its names refer to. */
export class ForeignTree {
  readonly marks: MarkedText;
  /** What the library makes of the whole marked text. */
  readonly root: ForeignNode;
  private readonly parse: (marks: MarkedText) => unknown;
  private readonly used: Set<number> = new Set();

  constructor(marks: MarkedText, parse: (marks: MarkedText) => unknown) {
    this.marks = marks;
    this.parse = parse;
    this.root = this.node(parse(marks));
  }

  /** The tree of the text that stands in the brackets a token marks. */
  nested(index: number): ForeignTree {
    const marks = this.marks.nested.get(index);
    if (marks === undefined) throw this.refuse(`t${index}`);
    return new ForeignTree(marks, this.parse);
  }

  /** The node that a value is. */
  node(value: unknown): ForeignNode {
    if (!isNode(value)) throw this.refuse(value);
    return value;
  }

  /** The list that a value is; nothing is an empty one. */
  list(value: unknown): readonly unknown[] {
    if (value === null || value === undefined) return [];
    if (!Array.isArray(value)) throw this.refuse(value);
    return value;
  }

  /** Refuses a node that says something in a field that is not among these. */
  allow(node: ForeignNode, ...fields: readonly string[]): void {
    for (const [field, value] of Object.entries(node)) {
      if (!fields.includes(field) && !silent.has(field) && !isEmpty(value)) throw this.refuse(node);
    }
  }

  /** Index that a mark such as `t17` carries. */
  index(mark: unknown): number {
    const digits = typeof mark === 'string' ? /^t([0-9]+)$/.exec(mark)?.[1] : undefined;
    if (digits === undefined) throw this.refuse(mark);
    return Number(digits);
  }

  /** What a mark stands for; each is taken once. */
  construct(mark: unknown): Construct {
    const index = this.index(mark);
    const construct = this.marks.constructs.get(index);
    if (construct === undefined || this.used.has(index)) throw this.refuse(mark);
    this.used.add(index);
    return construct;
  }

  /** {@link construct}, of one kind. */
  constructOf<Kind extends Construct['kind']>(kind: Kind, mark: unknown): ConstructOf<Kind> {
    const construct = this.construct(mark);
    if (!isKind(construct, kind)) throw this.refuse(mark);
    return construct;
  }

  /** Refuses the tree if a mark was in the text and is not in the tree. */
  expectAllUsed(): void {
    for (const index of this.marks.constructs.keys()) if (!this.used.has(index)) throw this.refuse(`t${index}`);
  }

  /** The error for a shape that has no counterpart in our tree, placed at the first mark inside it. */
  refuse(value: unknown): QueryError {
    const mark = /\bt([0-9]+)\b/.exec(JSON.stringify(value) ?? '')?.[1];
    const { range } = this.marks;
    const token = range.tokens[mark === undefined ? range.position : Number(mark)] ?? range.peek();
    return range.error('unsupported', 'this is not supported', { span: token.span });
  }
}

function isNode(value: unknown): value is ForeignNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKind<Kind extends Construct['kind']>(construct: Construct, kind: Kind): construct is ConstructOf<Kind> {
  return construct.kind === kind;
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return true;
  if (typeof value !== 'object') return false;
  return Object.values(value).every(isEmpty);
}
