import { compileCache } from './compile-cache.ts';
import { loadModules } from './module-loader.ts';

// The one file that Node reads itself. It is built as CommonJS, and small, because it runs before any code cache can help.

/** Name of the file with the start-up path's modules; the build puts it in. */
declare const START_FILE: string;

/** What the main module exports. */
interface MainModule {
  readonly main: () => Promise<number>;
}

async function launch(): Promise<void> {
  const cache = compileCache();
  const load = loadModules({ folder: __dirname, startFile: START_FILE }, cache);
  const { main } = load('./main.js') as MainModule;
  const exitCode = await main();
  if (exitCode === 0) cache.store();
  process.exit(exitCode);
}

void launch();
