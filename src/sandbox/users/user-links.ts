import { type Answer, type Behaviours, type Call, link, param } from '../call.ts';
import type { ResourceRules } from '../generic/resource-rule.ts';
import { listAnswer } from '../http/page.ts';
import { type JsonObject, textAt } from '../json.ts';
import { presentUser } from './present-user.ts';
import { userPrefix } from './seed-users.ts';
import { usersOf } from './user-store.ts';
import { userOf } from './users.ts';

const devices = '/api/v1/devices';
const idps = '/api/v1/idps';

/** Collections that only hold who is linked to what. */
export const userLinkRules: ResourceRules = {
  '/api/v1/idps/{}/users': { count: 0 },
  '/api/v1/groups/{}/owners': { count: 0 },
};

/** What belongs to a user, seen from both ends: devices, identity providers, blocks. */
export const userLinks: Behaviours = {
  listUserDevices,
  listDeviceUsers,
  listUserBlocks: (call) =>
    listAnswer(call, userOf(call)['status'] === 'LOCKED_OUT' ? [{ type: 'DEVICE_BASED', appliesTo: 'UNKNOWN_DEVICES' }] : [], null),
  listUserIdentityProviders: (call) => {
    const { id } = userOf(call);
    const linked = [...call.org.collection(idps).entries()].filter((idp) => call.org.collection('/api/v1/idps/{}/users', [idp.id]).has(id));
    return listAnswer(
      call,
      linked.map(({ item, id: idpId }) => ({ ...item, _links: { self: link(call, `${idps}/${idpId}`) } })),
      null,
    );
  },
};

/** The n-th device of a new org is the n-th user's; devices that were enrolled later are nobody's. */
function ownerOf(call: Call, deviceId: string): string | undefined {
  const place = [...call.org.collection(devices).entries()].find(({ id }) => id === deviceId)?.ordinal;
  const owner = place === undefined ? undefined : call.org.random.id(userPrefix, place);
  return owner !== undefined && usersOf(call.org).has(owner) ? owner : undefined;
}

function listUserDevices(call: Call): Answer {
  const { id } = userOf(call);
  const own = [...call.org.collection(devices).entries()].filter((device) => ownerOf(call, device.id) === id);
  return listAnswer(
    call,
    own.map(({ item }) => ({
      created: item['created'] ?? null,
      device: presentDevice(call, item),
      deviceUserId: call.org.random.text(20, 'device user', id),
    })),
    null,
  );
}

function listDeviceUsers(call: Call): Answer {
  const device = call.org.collection(devices).get(param(call, 'deviceId')) ?? {};
  const owner = ownerOf(call, param(call, 'deviceId'));
  const user = owner === undefined ? undefined : usersOf(call.org).get(owner);
  const link: JsonObject = { created: device['created'] ?? null, managementStatus: 'MANAGED', screenLockType: 'BIOMETRIC' };
  return listAnswer(call, user === undefined ? [] : [{ ...link, user: presentUser(call, user) }], null);
}

function presentDevice(call: Call, device: JsonObject): JsonObject {
  return { ...device, _links: { self: link(call, `${devices}/${textAt(device, 'id') ?? ''}`) } };
}
