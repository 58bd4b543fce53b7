import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { QueryError } from '../errors/query-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import { decodeProvider, decodeService } from './decode.ts';
import type { ProviderDescriptor, ServiceDescriptor } from './descriptor.ts';

/** A provider folder. */
export interface ProviderStore {
  readonly provider: ProviderDescriptor;
  /**
   * A service by its name, in any case; its file is read the first time it is asked for.
   * Throws `unknown_service`, or `invalid_descriptor` when the file cannot be used.
   */
  service(name: string): ServiceDescriptor;
}

/** Reads a provider folder's index. Throws `unknown_provider` when there is none, `invalid_descriptor` when it cannot be used. */
export function openProvider(directory: string): ProviderStore {
  const indexFile = join(directory, 'index.json');
  const provider = decodeProvider(readIndex(indexFile, directory), indexFile);
  const names = new Map(provider.services.map(({ name }) => [name.toLowerCase(), name]));
  const read = new Map<string, ServiceDescriptor>();

  function service(name: string): ServiceDescriptor {
    const known = names.get(name.toLowerCase());
    if (known === undefined) throw unknownService(provider, name);
    const service = read.get(known) ?? readService(directory, provider, known);
    read.set(known, service);
    return service;
  }

  return { provider, service };
}

function readIndex(file: string, directory: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new QueryError('unknown_provider', `${directory} is not a provider folder: it has no readable index.json`, { cause });
  }
}

function readService(directory: string, provider: ProviderDescriptor, name: string): ServiceDescriptor {
  const file = join(directory, 'services', `${name}.json`);
  const service = decodeService(readServiceFile(file), file);
  if (service.name === name && service.provider === provider.name) return service;
  throw new QueryError(
    'invalid_descriptor',
    `${file} describes ${service.provider}.${service.name}, where the index has ${provider.name}.${name}`,
  );
}

function readServiceFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new QueryError('invalid_descriptor', `${file} is in the index but cannot be read`, { cause });
  }
}

function unknownService(provider: ProviderDescriptor, name: string): QueryError {
  const names = provider.services.map((service) => service.name);
  const hint = didYouMean(name, names) ?? `SHOW SERVICES IN ${provider.name} lists them.`;
  return new QueryError('unknown_service', `${provider.name} has no service ${name}`, { hint });
}
