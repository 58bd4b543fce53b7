import { fileURLToPath } from 'node:url';
import { openProvider } from '../../src/catalog/provider-store.ts';
import type { Site } from './statement.fixture.ts';

const store = openProvider(fileURLToPath(new URL('../../provider/okta', import.meta.url)));

/** Every method of the provider. */
export const sites: readonly Site[] = store.provider.services.flatMap(({ name }) => {
  const service = store.service(name);
  return service.resources.flatMap((resource) => resource.methods.map((method) => ({ service, resource, method })));
});
