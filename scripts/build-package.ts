import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCommandLine } from './build-cli.ts';
import { buildLibrary } from './build-library.ts';
import { buildTypes } from './build-types.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

const destination = 'dist';

/** Builds everything that the package ships besides its data files: the library with its declarations, the command line tool, the notices. */
export async function buildPackage(): Promise<void> {
  await rm(destination, { recursive: true, force: true });
  const [library, commandLine] = await Promise.all([
    buildLibrary(destination),
    buildCommandLine(join(destination, 'cli')),
    buildTypes(join(destination, 'types')),
  ]);
  await chmod(join(destination, 'cli', 'launcher.cjs'), 0o755);
  await writeFile('THIRD-PARTY-NOTICES', await thirdPartyNotices([library, ...commandLine]));
}
