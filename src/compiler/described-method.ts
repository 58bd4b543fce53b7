import type { MethodDescriptor } from '../catalog/descriptor.ts';

/** A method with the key of its overlay entries and the `service.resource` it belongs to. */
export interface DescribedMethod {
  readonly id: string;
  readonly resource: string;
  readonly method: MethodDescriptor;
}
