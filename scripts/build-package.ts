import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCommandLine } from './build-cli.ts';
import { buildLibrary } from './build-library.ts';
import { buildTypes } from './build-types.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

const destination = 'dist';
const workshop = 'dist-building';

/**
 * Builds everything that the package ships besides its data files: the library with its declarations, the command line tool, the notices.
 * What was built before stays until all of it is there.
 */
export async function buildPackage(): Promise<void> {
  await rm(workshop, { recursive: true, force: true });
  const [library, commandLine] = await Promise.all([
    buildLibrary(workshop),
    buildCommandLine(join(workshop, 'cli')),
    buildTypes(join(workshop, 'types')),
  ]);
  await chmod(join(workshop, 'cli', 'launcher.cjs'), 0o755);
  await rm(destination, { recursive: true, force: true });
  await rename(workshop, destination);
  await writeFile('THIRD-PARTY-NOTICES', await thirdPartyNotices([library, ...commandLine]));
}
