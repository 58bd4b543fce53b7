import type { BuildOptions, Plugin } from 'esbuild';

/** Leaves undici's HTTP/2 client out: it is off, and loading Node's module for it takes longer than a request. */
const withoutHttp2: Plugin = {
  name: 'without-http2',
  setup(build) {
    build.onLoad({ filter: /undici[\\/]lib[\\/]dispatcher[\\/]client-h2\.js$/ }, () => ({
      contents: "module.exports = () => { throw new Error('HTTP/2 is not built in'); };",
    }));
  },
};

/** What every bundle of the build has in common. The packages kept outside are installed with ours. */
export const sharedOptions: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [withoutHttp2],
  // pg asks for its native twin only when told to.
  external: ['@duckdb/node-api', 'pg-native'],
};
