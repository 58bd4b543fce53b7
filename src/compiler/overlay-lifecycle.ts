import type { NaturalKeyDescriptor, StateEffects, TransitionDescriptor } from '../catalog/lifecycle-descriptor.ts';
import { items, member, onlyKeys, optionalText, type OverlayValue, text, texts } from './overlay-value.ts';

/** Reads an entry of `naturalKeys:`. Throws `invalid_descriptor`. */
export function readNaturalKey(node: OverlayValue): NaturalKeyDescriptor {
  onlyKeys(node, ['field', 'created', 'read', 'parameter']);
  return {
    field: text(member(node, 'field')),
    created: text(member(node, 'created')),
    read: text(member(node, 'read')),
    parameter: text(member(node, 'parameter')),
  };
}

/** Reads an entry of `byState:`. Throws `invalid_descriptor`. */
export function readStateEffects(node: OverlayValue): StateEffects {
  onlyKeys(node, ['column', 'cases']);
  const cases = items(member(node, 'cases')).map((item) => {
    onlyKeys(item, ['values', 'done', 'becomes']);
    return { values: texts(member(item, 'values')), done: text(member(item, 'done')), becomes: optionalText(member(item, 'becomes')) };
  });
  return { column: text(member(node, 'column')), cases };
}

/** Reads an entry of `transitions:`. Throws `invalid_descriptor`. */
export function readTransition(node: OverlayValue): TransitionDescriptor {
  onlyKeys(node, ['column', 'read', 'object', 'methods']);
  return {
    column: text(member(node, 'column')),
    read: text(member(node, 'read')),
    object: text(member(node, 'object')),
    methods: texts(member(node, 'methods')),
  };
}
