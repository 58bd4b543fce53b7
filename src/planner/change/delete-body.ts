import type { BodyField } from '../../catalog/descriptor.ts';
import type { MethodReference } from '../plan.ts';

/** Fields that the body of a deleting call has to have: their values are those of the row that is deleted. */
export function deleteBodyFields({ resource, method }: MethodReference): readonly BodyField[] {
  if (method.verb !== 'delete' || method.body === null) return [];
  return method.body.fields.filter((field) => field.required && resource.columns.some((column) => column.name === field.name));
}
