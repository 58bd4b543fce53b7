import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCommandLine } from './build-cli.ts';
import { buildLibrary } from './build-library.ts';
import { buildTypes } from './build-types.ts';

// Builds the package: the library with its declarations, and the command line tool.

const destination = 'dist';

await rm(destination, { recursive: true, force: true });
await Promise.all([buildLibrary(destination), buildCommandLine(join(destination, 'cli')), buildTypes(join(destination, 'types'))]);
await chmod(join(destination, 'cli', 'launcher.cjs'), 0o755);
