import { type Answer, type Behaviours, type Call, link, param } from '../call.ts';
import { listAnswer } from '../http/page.ts';
import { textAt } from '../json.ts';
import { notFound } from '../okta-error.ts';
import type { Collection } from '../store/collection.ts';
import { findUser, usersOf } from './user-store.ts';

const definitions = '/api/v1/meta/schemas/user/linkedObjects';

/** Relations between users: each has at most one primary user under a name, who sees the others under the name of the other side. */
export const linkedObjects: Behaviours = { listLinkedObjectsForUser, assignLinkedObjectValueForPrimary, deleteLinkedObjectForUser };

/** Primary users by the users who have them, for one relation. */
function valuesOf(call: Call, primaryName: string): Collection {
  return call.org.collection('/api/v1/users/linkedObjects/{}', [primaryName]);
}

/** The relation that a name of either side belongs to. Throws OktaError E0000007. */
function relationOf(call: Call, name: string): { readonly primary: string; readonly side: 'primary' | 'associated' } {
  for (const { item } of call.org.collection(definitions).entries()) {
    const primary = textAt(item['primary'], 'name') ?? '';
    if (primary === name) return { primary, side: 'primary' };
    if (textAt(item['associated'], 'name') === name) return { primary, side: 'associated' };
  }
  throw notFound(name, 'LinkedObject');
}

function listLinkedObjectsForUser(call: Call): Answer {
  const userId = param(call, 'userIdOrLogin');
  const { primary, side } = relationOf(call, param(call, 'relationshipName'));
  const values = valuesOf(call, primary);
  const ids: string[] = [];
  if (side === 'primary') {
    const id = textAt(values.get(userId), 'primary');
    if (id !== undefined) ids.push(id);
  } else for (const { id, item } of values.entries()) if (item['primary'] === userId) ids.push(id);
  return listAnswer(
    call,
    ids.map((id) => ({ _links: { self: link(call, `/api/v1/users/${id}`) } })),
    null,
  );
}

function assignLinkedObjectValueForPrimary(call: Call): Answer {
  const { primary } = relationOf(call, param(call, 'primaryRelationshipName'));
  const name = param(call, 'primaryUserId');
  const users = usersOf(call.org);
  const primaryUser = users.has(name) ? name : findUser(call.org, users, name);
  if (primaryUser === undefined) throw notFound(name, 'User');
  valuesOf(call, primary).put(param(call, 'userIdOrLogin'), { id: param(call, 'userIdOrLogin'), primary: primaryUser });
  return {};
}

function deleteLinkedObjectForUser(call: Call): Answer {
  const { primary } = relationOf(call, param(call, 'relationshipName'));
  valuesOf(call, primary).remove(param(call, 'userIdOrLogin'));
  return {};
}
