import type { BuildOptions } from 'esbuild';

/** What every bundle of the build has in common. The packages kept outside are installed with ours. */
export const sharedOptions: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
  external: ['@duckdb/node-api'],
};
