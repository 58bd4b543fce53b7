import type { WriteDescriptor } from '../catalog/write-descriptor.ts';
import { isPresent, member, onlyKeys, type OverlayValue, text, texts } from './overlay-value.ts';

/** What the overlay says of a call that writes; where secrets are is found in its body's schema. */
export type WriteMark = Pick<WriteDescriptor, 'etag' | 'keeps'>;

/** Reads an entry of `writes:`. Throws `invalid_descriptor`. */
export function readWrite(node: OverlayValue): WriteMark {
  onlyKeys(node, ['etag', 'keeps']);
  const etag = member(node, 'etag');
  const keeps = member(node, 'keeps');
  return {
    ...(isPresent(etag) ? { etag: text(etag) } : {}),
    ...(isPresent(keeps) ? { keeps: texts(keeps) } : {}),
  };
}
