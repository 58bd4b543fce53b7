import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import type { CompileCache } from './compile-cache.ts';

interface ModuleObject {
  exports: unknown;
}

type Load = (specifier: string) => unknown;

/** A module as the build writes it: a function over what it needs of CommonJS, and its own URL. */
type ModuleFactory = (module: ModuleObject, require: Load, url: string) => void;

/** Identifier → modules of the file, as every script of the build evaluates to. */
type ModuleFile = Readonly<Record<string, ModuleFactory>>;

/** What the build wrote: a folder, and in it the file that holds all modules of the start-up path. */
export interface BuiltModules {
  readonly folder: string;
  readonly startFile: string;
}

/**
 * Gives a `require` for the modules of a build: those of the start-up path share one file, every other has a file of its own that is read
 * when it is asked for first. Any other specifier goes to Node's own `require`.
 */
export function loadModules({ folder, startFile }: BuiltModules, cache: CompileCache): Load {
  const nodeRequire = createRequire(join(folder, 'launcher.cjs'));
  const factories = new Map<string, ModuleFactory>();
  const modules = new Map<string, ModuleObject>();
  const url = pathToFileURL(join(folder, 'launcher.cjs')).href;

  function read(file: string): void {
    for (const [identifier, factory] of Object.entries(evaluate(join(folder, file), cache))) factories.set(identifier, factory);
  }

  function load(specifier: string): unknown {
    if (!specifier.startsWith('./')) return nodeRequire(specifier);
    const loaded = modules.get(specifier);
    if (loaded !== undefined) return loaded.exports;
    if (!factories.has(specifier)) read(specifier.slice(2));
    const module: ModuleObject = { exports: {} };
    modules.set(specifier, module);
    factories.get(specifier)?.(module, load, url);
    return module.exports;
  }
  read(startFile);
  return load;
}

/** The build names each file by its content's hash, so the name is the cache's key. Cached code keeps it, so it holds no path. */
function evaluate(path: string, cache: CompileCache): ModuleFile {
  const name = basename(path, '.cjs');
  const cachedData = cache.read(name);
  // The build escapes everything beyond ASCII, and text of one byte a character is the quickest to load.
  const source = readFileSync(path, 'latin1');
  const script = new Script(source, { filename: `${name}.cjs`, ...(cachedData === undefined ? {} : { cachedData }) });
  if (cachedData === undefined || script.cachedDataRejected === true) cache.add(name, script);
  return script.runInThisContext() as ModuleFile;
}
