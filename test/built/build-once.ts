import { buildPackage } from '../../scripts/build-package.ts';

/** Builds the package before the tests that run it. */
export default async function buildOnce(): Promise<void> {
  await buildPackage();
}
