import type { ColumnType } from '../values/value.ts';
import type { NaturalKeyDescriptor, StateEffects, TransitionDescriptor } from './lifecycle-descriptor.ts';
import type { FilterLanguage, PushdownDescriptor } from './pushdown-descriptor.ts';
import type { WriteDescriptor } from './write-descriptor.ts';

/** Version of the descriptor files this code reads and writes. */
export const descriptorFormat = 1;

/** `index.json` of a provider folder: what is true of the whole API, and which services it has. */
export interface ProviderDescriptor {
  readonly format: typeof descriptorFormat;
  /** First part of every relation's name. */
  readonly name: string;
  readonly title: string;
  /** Release of the API that the descriptors were made from. */
  readonly version: string;
  readonly server: ServerDescriptor;
  readonly authentication: readonly AuthenticationScheme[];
  readonly configuration: ConfigurationSources;
  readonly errors: ErrorFormat;
  /** Names in SQL of all methods' parameters, sorted: what a session default can be for. Absent: any name is taken. */
  readonly parameters?: readonly string[];
  /** Lower-case values of path parameters that mean whoever asks: `me`. A change takes them only where its text spells them out. */
  readonly selfIdentifiers?: readonly string[];
  /** Absent where nothing is known of limits. */
  readonly rateLimits?: RateLimitDescriptor;
  /** Languages that lists take conditions in, by name. */
  readonly filterLanguages?: Readonly<Record<string, FilterLanguage>>;
  readonly services: readonly ServiceEntry[];
}

/** How requests are rationed. */
export interface RateLimitDescriptor {
  /** Answer headers with the bucket's requests a minute, those left, and the UTC epoch second at which it is full again; null: there is none. */
  readonly headers: { readonly limit: string | null; readonly remaining: string | null; readonly reset: string | null };
  /** Part of a bucket that one credential may use unless the organization says otherwise; above 0, up to 1. */
  readonly share: number;
  /**
   * Request headers that a repeated call carries: how many times it was sent before, and the identifier of the first request that failed; null:
   * there is none. Absent: neither.
   */
  readonly repeatHeaders?: { readonly count: string | null; readonly request: string | null };
  readonly buckets: readonly BucketDescriptor[];
}

/** Requests that are counted together. */
export interface BucketDescriptor {
  readonly name: string;
  readonly title: string;
  /** Documented requests a minute; null where none are. */
  readonly perMinute: number | null;
  /** The same for organizations that do not pay. */
  readonly perMinuteFree: number | null;
}

/** One service in the index; `services/<name>.json` holds the rest. */
export interface ServiceEntry {
  readonly name: string;
  readonly title: string;
  readonly resources: readonly { readonly name: string; readonly title: string }[];
}

/** How the server variable becomes an origin, and which origins a credential without a home may go to. */
export interface ServerDescriptor {
  /** Name of the parameter that every method has: `subdomain`. */
  readonly variable: string;
  readonly title: string;
  /** Host for a value that is a single label, `{value}` standing for it: `{value}.okta.com`; null when only whole hosts are taken. */
  readonly labelHost: string | null;
  /** Host patterns that a credential bound to no origin may be sent to; `*` is exactly one label: `*.okta.com`. */
  readonly trustedHosts: readonly string[];
  /** Common slips, tried in order on the value as given: the first pattern that matches refuses it. */
  readonly corrections: readonly HostCorrection[];
  /** Request that answers without a credential whether an org is there; null when the API has none. */
  readonly probePath: string | null;
}

/** A value that is never right, and what was meant. */
export interface HostCorrection {
  /** Regular expression over the whole value, matched without case. */
  readonly pattern: string;
  /** Says what is wrong with it. */
  readonly message: string;
  /** The corrected value, `$1` … standing for the pattern's groups; null when there is nothing to propose. */
  readonly replacement: string | null;
}

/** A kind of credential and how it goes into a request. */
export interface AuthenticationScheme {
  /** Name used in a method's `credentials`: `apiToken`. */
  readonly name: string;
  readonly in: 'header' | 'query';
  /** Header or query parameter: `Authorization`. */
  readonly field: string;
  /** `SSWS {token}`. */
  readonly format: string;
  /** Environment variables that hold the token, in order. */
  readonly environment: readonly string[];
}

/** Where settings of the provider are looked for besides flags. */
export interface ConfigurationSources {
  /** Environment variables that hold the server's URL or host, in order: `OKTA_CLIENT_ORGURL`. */
  readonly serverEnvironment: readonly string[];
  /** YAML files with settings, in order; `~` is the home folder. */
  readonly files: readonly { readonly path: string; readonly serverKey: string; readonly tokenKey: string }[];
}

/** How an error answer is read. Paths are dotted; `[]` walks a list. */
export interface ErrorFormat {
  readonly codePath: string;
  readonly messagePath: string;
  readonly idPath: string | null;
  readonly causesPath: string | null;
  readonly requestIdHeader: string | null;
  /**
   * Provider error codes by what they mean. An answer without a listed code is judged by its status, except that an unlisted code under 403
   * is no refusal of permission where `permission` lists any.
   */
  readonly meanings: {
    readonly authentication: readonly string[];
    readonly permission: readonly string[];
    readonly notFound: readonly string[];
    readonly rateLimit: readonly string[];
    readonly featureOff: readonly string[];
  };
}

/** `services/<name>.json`: self-contained, schemas included. */
export interface ServiceDescriptor {
  readonly format: typeof descriptorFormat;
  readonly provider: string;
  readonly name: string;
  readonly title: string;
  readonly resources: readonly ResourceDescriptor[];
  /** Schemas that bodies refer to by name. */
  readonly schemas: Readonly<Record<string, SchemaNode>>;
}

/** A relation. */
export interface ResourceDescriptor {
  readonly name: string;
  readonly title: string;
  /** Union of the fields that its select methods return, in the order `*` lists them. */
  readonly columns: readonly ColumnDescriptor[];
  readonly methods: readonly MethodDescriptor[];
  /** For a path parameter that a SELECT may leave out: the relation whose rows supply it. */
  readonly parents: readonly ParentLink[];
  /**
   * What an administrator should know before trusting the rows. EXPLAIN shows one that begins with a parameter's name where that is sent, and
   * none that begins with EXEC.
   */
  readonly caveats: readonly string[];
  /** For objects that can be on their way from one state to another. */
  readonly transition?: TransitionDescriptor;
}

/** A response field as a column. */
export interface ColumnDescriptor {
  readonly name: string;
  /** Key in answers, where that is another than {@link name}. */
  readonly wireName?: string;
  readonly type: ColumnType;
  /** The API's own word for the type: `object`, `array`, `string`, `integer`, `number`, `boolean`. */
  readonly datatype: string;
  readonly title: string;
  /** Values the document lists; a server may know more. */
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
}

/** Where the values of a missing path parameter, or of a query parameter that is needed, come from. Several links of one parameter add up. */
export interface ParentLink {
  /** Parameter of this resource's methods, by its name on the wire. */
  readonly parameter: string;
  /** `service.resource` of the same provider; links of one parameter have the same. */
  readonly resource: string;
  /** Column of that resource. */
  readonly column: string;
  /** Dotted path of the values inside a JSON column; `[]` walks a list. */
  readonly path?: string;
  /** Whether the value is the last step of the URL that stands there. */
  readonly lastStep?: boolean;
  /** Whether the parameter names a row of this resource itself, rather than what its rows belong to. */
  readonly own?: boolean;
}

/** The SQL verb that reaches a method; `exec` is for those that only EXEC reaches. EXEC can call all. */
export const sqlVerbs = ['select', 'insert', 'update', 'replace', 'delete', 'exec'] as const;

/** One of {@link sqlVerbs}. */
export type SqlVerb = (typeof sqlVerbs)[number];

/** One API operation. */
export interface MethodDescriptor {
  readonly name: string;
  readonly verb: SqlVerb;
  readonly title: string;
  readonly httpMethod: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path from the origin's root with `{parameter}` templates. */
  readonly path: string;
  /** Path, query and header parameters; the server variable is every method's and not listed. */
  readonly parameters: readonly ParameterDescriptor[];
  readonly body: BodyDescriptor | null;
  readonly response: ResponseDescriptor;
  readonly paging: PagingDescriptor | null;
  /** Answers that mean "there is none here" when the read is keyed or one of a fan-out. */
  readonly absent: readonly { readonly status: number; readonly code: string | null }[];
  /** For a list that leaves rows out when it is asked plainly. */
  readonly complements?: ComplementDescriptor;
  /** For a list by time, which would cover less or never end if it were asked plainly. */
  readonly window?: WindowDescriptor;
  /** For a list that takes over conditions, order or choice of columns. */
  readonly pushdown?: PushdownDescriptor;
  /** For a list of what something belongs to: how the same rows are read from the other side. */
  readonly inverse?: InverseDescriptor;
  /** State that an object has to be in before DELETE may call the method. */
  readonly guard?: GuardDescriptor;
  /** For a call that changes or replaces an object. */
  readonly write?: WriteDescriptor;
  /** For a create: how the object is found when its answer was lost. */
  readonly naturalKey?: NaturalKeyDescriptor;
  /** For a call whose effect depends on the object's state. */
  readonly byState?: StateEffects;
  /** For a list: a single call that tells how many rows it has. */
  readonly count?: CountDescriptor;
  /** Name of the rate-limit bucket that counts the call; absent where the provider has no {@link RateLimitDescriptor}. */
  readonly bucket?: string;
  /** Names of the authentication schemes it takes; empty: none is needed. */
  readonly credentials: readonly string[];
  /** OAuth scopes, any one of which is enough. */
  readonly scopes: readonly string[];
  /** What the call does besides what its name says, for plans and prompts: `sends an e-mail unless sendEmail = false`. */
  readonly effects: readonly string[];
  readonly deprecated: boolean;
  /**
   * Whether the same call may be sent again after a failure. `always`: it does no more the second time. `unprocessed`: only when the server
   * certainly did not take it up. Absent: as its HTTP method has it, `always` for GET, HEAD, PUT and DELETE, `unprocessed` for the others.
   */
  readonly repeat?: 'always' | 'unprocessed';
  /** Release stage in the API's own words: `GA`, `EA`, `BETA`. */
  readonly lifecycle: string | null;
}

/** Further calls that show the rows which a plain list leaves out. */
export interface ComplementDescriptor {
  /** Parameters with which the list is not plain. */
  readonly unless: readonly string[];
  /** Query arguments of each further call. */
  readonly calls: readonly Readonly<Record<string, string>>[];
}

/**
 * A list that is asked of each member and whose rows are the owners: the groups of each user. Where members are many and owners few, listing the
 * owners and the members of each gives the same with fewer calls.
 */
export interface InverseDescriptor {
  /** Path parameter that names the member. */
  readonly parameter: string;
  /** `service.resource` whose rows are the list's own. */
  readonly owners: string;
  /** Column of the owners that {@link memberParameter} takes. */
  readonly ownerKey: string;
  /** `service.resource` that lists the members of one owner. */
  readonly members: string;
  readonly memberParameter: string;
  /** Column of the members that the parameter means. */
  readonly memberKey: string;
  /** How the owners' list tells how many members each has: arguments to ask with, and the dotted path of the number. */
  readonly count: { readonly arguments: Readonly<Record<string, string>>; readonly path: string };
  /** Columns that differ between the two ways. */
  readonly except: readonly string[];
}

/** A call whose answer holds the number of another list's rows: an estimate, as it may count a little else. */
export interface CountDescriptor {
  /** `service.resource.method` of a list. */
  readonly method: string;
  /** Its arguments; `{name}` stands for the counted list's own argument. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Dotted path of the number in a row of its answer; the largest of them counts. */
  readonly value: string;
  /** Parameters with which the counted list is not the one that is meant. */
  readonly unless: readonly string[];
}

/** How a list by time is bounded. */
export interface WindowDescriptor {
  /** Timestamp column that the bounds are about. */
  readonly column: string;
  /** Query parameter of the lower bound. */
  readonly from: string;
  /** Query parameter of the upper bound. */
  readonly to: string;
  /** Days before now that are read when a statement sets no lower bound. */
  readonly days: number;
}

/** What DELETE makes sure of. */
export interface GuardDescriptor {
  readonly column: string;
  /** Values of the column that let the call through. */
  readonly values: readonly string[];
  /** Method to run with EXEC instead. */
  readonly instead: string;
}

/** Where a parameter travels. */
export const parameterLocations = ['path', 'query', 'header', 'body', 'server'] as const;

/** One of {@link parameterLocations}. */
export type ParameterLocation = (typeof parameterLocations)[number];

/** A path, query or header parameter. */
export interface ParameterDescriptor {
  /** Name on the wire. */
  readonly name: string;
  /** Name in SQL; differs from {@link name} where that means another thing than the column of the same name. EXEC takes both. */
  readonly sqlName: string;
  readonly location: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly type: ColumnType;
  readonly datatype: string;
  readonly title: string;
  readonly enum?: readonly string[];
  /** Values that a SELECT asks for, one call each, where it needs the parameter and nothing gives one; absent: those of {@link enum}. */
  readonly each?: readonly string[];
  /** Says where to find a value, for a parameter that nothing but the statement can give: `the id of the session`. */
  readonly source?: string;
  readonly default?: string | number | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** For lists: OpenAPI's serialisation. */
  readonly style?: 'form' | 'simple' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject';
  readonly explode?: boolean;
  /**
   * What the parameter has to do with the response column of its name. `same`: binding and predicate are one. `alias`: it selects the row
   * but the column holds another value. `none`: there is no such column.
   */
  readonly column: 'same' | 'alias' | 'none';
  /** Response column that holds this parameter's value under another name: `id` for `appId` of applications. An equality on it binds the parameter too. */
  readonly keyColumn?: string;
  /** `selects` says which object is meant; `option` changes what the call does and never selects rows. */
  readonly role: 'selects' | 'option';
  /** Set by the engine alone: cursors and page sizes. */
  readonly internal?: boolean;
  /** Answered from an index that follows changes with a delay: what it finds may not be so any more. */
  readonly eventual?: boolean;
}

/** A request body. */
export interface BodyDescriptor {
  readonly mediaType: string;
  /** Other representations that are taken, where the body is sent as it is given. */
  readonly mediaTypes?: readonly string[];
  readonly required: boolean;
  readonly schema: SchemaNode;
  /** Top-level fields as SQL sees them, all variants together. */
  readonly fields: readonly BodyField[];
}

/** One top-level field of a body. */
export interface BodyField {
  readonly name: string;
  /** Key in the body, where that is another than {@link name}. */
  readonly wireName?: string;
  readonly type: ColumnType;
  /** The API's own word for the type; `any` where values of several kinds are taken. */
  readonly datatype: string;
  readonly title: string;
  /** Required by every variant. */
  readonly required: boolean;
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
}

/** A JSON schema, `allOf` already merged; `ref` names an entry of the service's `schemas`. */
export interface SchemaNode {
  readonly ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: string;
  readonly title?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly default?: unknown;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  /** Schema of keys that `properties` does not list; false forbids them, true allows any; absent: any, though none is expected. */
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  /** Alternatives, exactly one of which a value has to fit. */
  readonly variants?: readonly SchemaNode[];
  /** Dotted path of the property that tells the variants apart, and the index of the variant for each of its values. */
  readonly discriminator?: { readonly property: string; readonly mapping: Readonly<Record<string, number>> };
}

/** What comes back. */
export interface ResponseDescriptor {
  /** Documented success status. */
  readonly status: number;
  readonly mediaType: string | null;
  /** `list`: an array, or an object around one; `object`: one row; `text`: one row with a single column; `none`: nothing. */
  readonly shape: 'list' | 'object' | 'text' | 'none';
  /** Dotted path to the rows inside the body; null when the body is the rows. */
  readonly rowsPath: string | null;
  /** Columns it returns; the names that `text` and lists of scalars give their one column included. */
  readonly columns: readonly ColumnDescriptor[];
}

/** How the next page is found. */
export type PageCursor =
  /** `Link: <…>; rel="next"`. */
  | { readonly kind: 'link-header' }
  /** URL in the body at a dotted path. */
  | { readonly kind: 'body-link'; readonly path: string }
  /** Value in the body at a dotted path, sent back as a query parameter. */
  | { readonly kind: 'body-cursor'; readonly path: string; readonly parameter: string }
  /** Page number counted up in a query parameter until a page is empty or short. */
  | { readonly kind: 'page-number'; readonly parameter: string; readonly first: number };

/** Paging of a list method. */
export interface PagingDescriptor {
  readonly cursor: PageCursor;
  /** Query parameter for the number of rows a page, with the size to ask for and the most that the server takes; null when there is none. */
  readonly size: {
    readonly parameter: string;
    readonly preferred: number;
    readonly maximum: number;
    /** Fewest rows a page that the server takes; 1 unless said. */
    readonly minimum?: number;
  } | null;
}
