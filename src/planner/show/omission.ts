import type { ParameterDescriptor, ParentLink, ResourceDescriptor } from '../../catalog/descriptor.ts';
import { knownValues, plainReads } from '../../catalog/lookup.ts';
import type { Row } from '../../values/value.ts';

/** What a SELECT does without each parameter that its call needs: rows of `DESCRIBE EXTENDED`. */
export function omissionRows(resource: ResourceDescriptor, provider: string): readonly Row[] {
  const reads = plainReads(resource);
  const [first] = reads;
  const needed = (first?.parameters ?? []).filter(
    ({ required, location, name }) =>
      (required || location === 'path') && reads.every(({ parameters }) => parameters.some((other) => other.name === name)),
  );
  return needed.flatMap((parameter): Row[] => {
    const text = omission(parameter, resource, provider);
    return text === null ? [] : [[parameter.sqlName, '', '', 'left out', text]];
  });
}

function omission(parameter: ParameterDescriptor, { parents }: ResourceDescriptor, provider: string): string | null {
  const links = parents.filter((link) => link.parameter === parameter.name);
  const [first] = links;
  if (first !== undefined) return `Each ${links.map(place).join(' and ')} of ${provider}.${first.resource} is asked for.`;
  const values = knownValues(parameter);
  if (values.length > 0) return `Each of ${values.join(', ')} is asked for.`;
  return parameter.source === undefined ? null : `An error: it is ${parameter.source}.`;
}

function place({ column, path }: ParentLink): string {
  return path === undefined ? column : `${column}.${path}`.replace('.[]', '[]');
}
