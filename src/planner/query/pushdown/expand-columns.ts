import type { MethodDescriptor } from '../../../catalog/descriptor.ts';
import type { ExpandDescriptor } from '../../../catalog/pushdown-descriptor.ts';
import type { ParameterBinding } from '../../plan.ts';
import type { UsedPath } from './used-paths.ts';

/** Asks for what is in the answer only on demand, where a statement reads it. No setting turns it off: the rows would be others. */
export function expandColumns(method: MethodDescriptor, used: readonly UsedPath[], bound: readonly string[]): readonly ParameterBinding[] {
  const wanted = neededExpands(method, used).filter(({ parameter }) => !bound.includes(parameter));
  const names = [...new Set(wanted.map(({ parameter }) => parameter))];
  return names.flatMap((name): ParameterBinding[] => {
    const parameter = method.parameters.find((candidate) => candidate.name === name);
    const values = wanted.filter((expand) => expand.parameter === name).map(({ value }) => value);
    return parameter === undefined ? [] : [{ parameter, values: [values.join(',')], source: 'pushdown' }];
  });
}

/** What a list has only on demand, of what a statement reads. */
export function neededExpands({ pushdown }: MethodDescriptor, used: readonly UsedPath[]): readonly ExpandDescriptor[] {
  return (pushdown?.expands ?? []).filter(({ column }) => {
    const path = column.split('.');
    return used.some((one) => {
      const read = [one.column, ...one.keys];
      return path.every((step, index) => read[index] === step);
    });
  });
}
