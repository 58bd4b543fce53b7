import type { MethodDescriptor } from '../../catalog/descriptor.ts';
import { pathVariables } from '../../catalog/path-template.ts';
import type { Relation } from '../find-relation.ts';

/**
 * The EXEC that ends everything of a parent where a DELETE lacks the last identifier of its path; undefined where the provider has none. It is
 * named in the error and never chosen for a DELETE.
 */
export function execOfCollection({ resource }: Relation, method: MethodDescriptor, name: string): string | undefined {
  const parent = method.path.slice(0, method.path.lastIndexOf('/'));
  const whole = resource.methods.find((other) => other.verb === 'exec' && other.httpMethod === 'DELETE' && other.path === parent);
  if (whole === undefined) return undefined;
  const given = pathVariables(whole.path).map((variable) => ` @${variable} = '…'`);
  return `EXEC ${name}.${whole.name}${given.join(',')}`;
}
