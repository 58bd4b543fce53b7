import { QueryError } from '../errors/query-error.ts';
import { type Check, fits, isPlainObject } from './check.ts';
import { descriptorFormat, type ProviderDescriptor, type ServiceDescriptor } from './descriptor.ts';
import { providerCheck, serviceCheck } from './descriptor-check.ts';

/** Takes the text of an `index.json` in, every field checked. `file` names it in errors: `invalid_descriptor`. */
export function decodeProvider(json: string, file: string): ProviderDescriptor {
  return decode(parse(json, file), providerCheck, file);
}

/** Takes the text of a `services/<name>.json` in, every field checked. `file` names it in errors: `invalid_descriptor`. */
export function decodeService(json: string, file: string): ServiceDescriptor {
  return decode(parse(json, file), serviceCheck, file);
}

function parse(json: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new QueryError('invalid_descriptor', `${file} is not JSON`, { cause });
  }
}

function decode<T>(value: unknown, check: Check<T>, file: string): T {
  refuseOtherFormats(value, file);
  const outcome = check(value);
  if (fits(value, outcome, check)) return value;
  throw new QueryError('invalid_descriptor', `${file}: ${outcome?.path ?? ''} ${outcome?.message ?? ''}`.replace(/ +/g, ' '), {
    hint: 'Build the descriptors again.',
  });
}

function refuseOtherFormats(value: unknown, file: string): void {
  const format = isPlainObject(value) ? value['format'] : undefined;
  if (typeof format !== 'number' || format === descriptorFormat) return;
  const age = format > descriptorFormat ? 'newer' : 'older';
  throw new QueryError('invalid_descriptor', `${file}: format ${format} is ${age} than this oktaql reads (${descriptorFormat})`, {
    hint: age === 'newer' ? 'Install a newer oktaql.' : 'Build the descriptors again.',
  });
}
