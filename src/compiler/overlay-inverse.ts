import type { InverseDescriptor } from '../catalog/descriptor.ts';
import { entries, member, onlyKeys, type OverlayValue, text, texts } from './overlay-value.ts';

/** Reads an entry of `inverses:`. Throws `invalid_descriptor`. */
export function readInverse(node: OverlayValue): InverseDescriptor {
  onlyKeys(node, ['parameter', 'owners', 'ownerKey', 'members', 'memberParameter', 'memberKey', 'count', 'except']);
  const count = member(node, 'count');
  onlyKeys(count, ['arguments', 'path']);
  return {
    parameter: text(member(node, 'parameter')),
    owners: text(member(node, 'owners')),
    ownerKey: text(member(node, 'ownerKey')),
    members: text(member(node, 'members')),
    memberParameter: text(member(node, 'memberParameter')),
    memberKey: text(member(node, 'memberKey')),
    count: {
      arguments: Object.fromEntries(entries(member(count, 'arguments')).map(([name, value]) => [name, text(value)])),
      path: text(member(count, 'path')),
    },
    except: texts(member(node, 'except')),
  };
}
