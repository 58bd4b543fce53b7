import type {
  AuthenticationScheme,
  ComplementDescriptor,
  ConfigurationSources,
  CountDescriptor,
  ErrorFormat,
  GuardDescriptor,
  InverseDescriptor,
  PageCursor,
  ServerDescriptor,
  SqlVerb,
  WindowDescriptor,
} from '../catalog/descriptor.ts';
import type { BucketRules } from './buckets.ts';
import type { NaturalKeyDescriptor, StateEffects, TransitionDescriptor } from '../catalog/lifecycle-descriptor.ts';
import type { FilterLanguage, PushdownDescriptor } from '../catalog/pushdown-descriptor.ts';
import type { WriteMark } from './overlay-writes.ts';

/** All overlay files of a provider in one. What none of them says is left to rules that fit any document. */
export interface Overlay {
  /** Whether descriptors are refused while anything is left undecided. */
  readonly strict: boolean;
  readonly provider: ProviderFacts;
  readonly naming: NamingFacts;
  readonly paging: PagingFacts;
  /** Null where nothing is said of limits. */
  readonly rateLimits: BucketRules | null;
  /** Answers that mean "none here" for every read with path parameters. */
  readonly absentWhenKeyed: readonly AbsentAnswer[];
  readonly absent: Marks<readonly AbsentAnswer[]>;
  /** Roles of query and header parameters of methods that change something, by name or `operation.name`. */
  readonly roles: Marks<RoleMark>;
  /** By `operation.parameter`. */
  readonly collisions: Marks<CollisionMark>;
  /** Names in SQL of fields whose own name means another thing there, by `service.resource.field`. */
  readonly renamed: Marks<string>;
  /** Where a parameter comes from, by name or `service.resource.name`; null: from the statement alone. */
  readonly parents: Marks<readonly ParentMark[] | null>;
  /** Values that a SELECT asks for where nothing gives one, by `operation.parameter`. */
  readonly each: Marks<readonly string[]>;
  /** Where to find a value that only the statement can give, by parameter or `operation.parameter`. */
  readonly sources: Marks<string>;
  /** Column that holds a resource's own key, by `service.resource.parameter`; null: none does. */
  readonly keys: Marks<string | null>;
  /** By operation. */
  readonly effects: Marks<readonly string[]>;
  /** Names of fields and columns that hold secrets, or `service.resource.name`. */
  readonly sensitive: Marks<true>;
  /** Whether a call may be repeated, by operation, where its HTTP method says otherwise. */
  readonly repeats: Marks<'always' | 'unprocessed'>;
  /** Further calls that a list needs, by operation. */
  readonly complements: Marks<ComplementDescriptor>;
  /** Bounds of lists by time, by operation. */
  readonly windows: Marks<WindowDescriptor>;
  /** What a list takes over of a query, by operation. */
  readonly pushdown: Marks<PushdownDescriptor>;
  /** By name. */
  readonly filterLanguages: Readonly<Record<string, FilterLanguage>>;
  /** How lists are read from the other side, by operation. */
  readonly inverses: Marks<InverseDescriptor>;
  /** What DELETE makes sure of, by operation. */
  readonly guards: Marks<GuardDescriptor>;
  /** Calls that tell how many rows a list has, by operation. */
  readonly counts: Marks<CountDescriptor>;
  /** What is to be known of calls that change or replace, by operation. */
  readonly writes: Marks<WriteMark>;
  /** Parameters that are answered from an index that lags behind, by `operation.name`. */
  readonly eventual: Marks<true>;
  /** Schemas that take keys besides those that the document lists. */
  readonly openSchemas: Marks<true>;
  /** How an object is found whose create was not answered, by operation. */
  readonly naturalKeys: Marks<NaturalKeyDescriptor>;
  /** What a call does to objects in different states, by operation. */
  readonly byState: Marks<StateEffects>;
  /** How objects say that they are on their way to a state, by `service.resource`. */
  readonly transitions: Marks<TransitionDescriptor>;
  /** By `service.resource`. */
  readonly caveats: Marks<readonly string[]>;
  /** By operation. */
  readonly discriminators: Marks<DiscriminatorMark>;
  /** Columns that `*` lists before the others, by `service.resource`. */
  readonly leadingColumns: Marks<readonly string[]>;
}

/** What stands in `provider:`; undefined parts are read from the document. */
export interface ProviderFacts {
  readonly name?: string;
  readonly title?: string;
  readonly server?: ServerDescriptor;
  readonly authentication?: readonly AuthenticationScheme[];
  readonly configuration?: ConfigurationSources;
  readonly errors?: ErrorFormat;
  readonly selfIdentifiers?: readonly string[];
  /** Names of the document's own extensions. */
  readonly extensions: { readonly rows?: string; readonly lifecycle?: string };
}

/** What stands in `naming:`. */
export interface NamingFacts {
  /** Leading steps of paths that name no service: `/api/v1`. */
  readonly prefixes: readonly string[];
  /** Service by the path step that names it; other steps are made lower case with `_` for `-`. */
  readonly services: ReadonlyMap<string, string>;
  /** Base paths with `{}` for any template; the longest that an operation's path begins with gives its resource. */
  readonly basePaths: readonly BasePath[];
  /** Tried in order; the first that fits gives the verb. */
  readonly verbs: readonly VerbRule[];
  /** Names that no rule gives, by operation. */
  readonly operations: Marks<OperationNames>;
  /** Name of the one column of scalars and texts, by operation. */
  readonly columns: Marks<string>;
}

/** A row of the base-path table. */
export interface BasePath {
  readonly service: string;
  readonly resource: string;
  readonly path: string;
}

/** HTTP method and first word of the operation's name to SQL verb. */
export interface VerbRule {
  readonly method: string;
  /** First words it is for; empty: any. */
  readonly words: readonly string[];
  /** Whether the path has to end in a template; null: either way. */
  readonly item: boolean | null;
  readonly verb: SqlVerb;
}

/** Names of one operation that differ from what the rules make. */
export interface OperationNames {
  readonly service: string | null;
  readonly resource: string | null;
  readonly method: string | null;
  readonly verb: SqlVerb | null;
}

/** What stands in `paging:`. */
export interface PagingFacts {
  readonly cursorParameters: readonly string[];
  readonly sizeParameters: readonly string[];
  /** Cursor of reads that answer with an array; null: only where the document says so. */
  readonly list: PageCursor | null;
  /** Cursor of reads that answer with an object around a list. */
  readonly envelope: PageCursor | null;
  /** Page sizes by operation. */
  readonly sizes: Marks<{ readonly preferred: number; readonly maximum: number; readonly minimum?: number }>;
}

/** An answer that means there is nothing. */
export interface AbsentAnswer {
  readonly status: number;
  readonly code: string | null;
}

/** What a parameter of a changing method is for. */
export interface RoleMark {
  readonly role: 'selects' | 'option';
  /** What its default does, said in a method's effects; null when the default changes nothing besides. */
  readonly effect: string | null;
}

/** What a parameter has to do with the column of its name. */
export interface CollisionMark {
  readonly column: 'same' | 'alias' | 'none';
  /** Its name in SQL where the column means another thing. */
  readonly sqlName: string | null;
}

/** The column that supplies a parameter. */
export interface ParentMark {
  readonly resource: string;
  readonly column: string;
  readonly path?: string;
  readonly lastStep?: boolean;
}

/** Which property tells a body's variants apart. */
export interface DiscriminatorMark {
  readonly property: string;
  readonly mapping: Readonly<Record<string, number>>;
}

/** Entries of one kind by key. Remembers which were asked for, so that one that fits nothing is found. */
export class Marks<Mark> {
  readonly kind: string;
  readonly entries: ReadonlyMap<string, Mark>;
  private readonly used = new Set<string>();

  constructor(kind: string, entries: ReadonlyMap<string, Mark>) {
    this.kind = kind;
    this.entries = entries;
  }

  /** Mark of the first key that has one; undefined when none has. */
  get(...keys: readonly string[]): Mark | undefined {
    for (const key of keys) {
      if (!this.entries.has(key)) continue;
      this.used.add(key);
      return this.entries.get(key);
    }
    return undefined;
  }

  /** Keys that nothing asked for. */
  get unused(): readonly string[] {
    return [...this.entries.keys()].filter((key) => !this.used.has(key));
  }
}

/** All marks of an overlay, for finding those that fit nothing. */
export function allMarks(overlay: Overlay): readonly Marks<unknown>[] {
  return [
    ...[overlay.naming.operations, overlay.naming.columns, overlay.paging.sizes, overlay.absent, overlay.roles, overlay.collisions],
    ...[
      overlay.renamed,
      overlay.parents,
      overlay.each,
      overlay.sources,
      overlay.keys,
      overlay.effects,
      overlay.repeats,
      overlay.sensitive,
      overlay.caveats,
      overlay.discriminators,
      overlay.leadingColumns,
      overlay.complements,
      overlay.windows,
      overlay.pushdown,
      overlay.inverses,
      overlay.guards,
      overlay.counts,
      overlay.writes,
      overlay.eventual,
      overlay.openSchemas,
      overlay.naturalKeys,
      overlay.byState,
      overlay.transitions,
    ],
  ];
}
