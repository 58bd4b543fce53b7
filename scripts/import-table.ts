/** What the files of one folder of `src` may import. */
export interface FolderRule {
  /** Other folders of `src`; a folder's own files and the two that are open to all go without saying. */
  readonly folders: readonly string[];
  /** npm packages; none unless listed. */
  readonly packages?: readonly string[];
  /** Node's own modules, for folders without clock, file, socket and environment; any module unless listed. */
  readonly node?: readonly string[];
}

/** Folders that every other may import, except those listed in {@link selfContained}. */
export const openToAll: readonly string[] = ['errors', 'values'];

/** Folders that import nothing that is open to all either. */
export const selfContained: readonly string[] = ['openapi'];

/** Architecture as data: which folder may import which, types and dynamic imports included. A folder that is not listed may not exist. */
export const importTable: Readonly<Record<string, FolderRule>> = {
  errors: { folders: [], packages: ['fastest-levenshtein'], node: [] },
  values: { folders: [], node: [] },
  openapi: { folders: [] },
  sql: { folders: [], packages: ['node-sql-parser'], node: [] },
  catalog: { folders: [], packages: ['js-yaml'] },
  request: { folders: ['catalog'], node: ['node:net'] },
  planner: { folders: ['sql', 'catalog', 'request'], node: [] },
  http: { folders: ['request', 'catalog'], packages: ['undici'] },
  credentials: { folders: ['http', 'request', 'catalog'], packages: ['js-yaml'] },
  relational: { folders: ['sql'], packages: ['@duckdb/node-api', 'pg'] },
  executor: { folders: ['planner', 'request', 'http', 'relational', 'catalog', 'sql'] },
  engine: { folders: ['sql', 'catalog', 'request', 'planner', 'http', 'credentials', 'relational', 'executor'] },
  output: { folders: [], packages: ['string-width'] },
  compiler: { folders: ['openapi', 'catalog', 'sql', 'planner'], packages: ['js-yaml'] },
  sandbox: { folders: ['openapi'] },
  repl: { folders: ['engine', 'output', 'sql'] },
  cli: {
    folders: ['engine', 'output', 'sql', 'repl', 'sandbox', 'compiler', 'openapi', 'catalog'],
    packages: ['env-paths', 'js-yaml'],
  },
};

/** Folders that know no provider by name, beyond comments. */
export const neutral: readonly string[] = [
  'errors',
  'values',
  'sql',
  'catalog',
  'request',
  'planner',
  'http',
  'relational',
  'executor',
  'output',
  'compiler',
  'openapi',
];
