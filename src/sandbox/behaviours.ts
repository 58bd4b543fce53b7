import type { Behaviour, Behaviours } from './call.ts';
import type { Generic } from './generic/generic-behaviour.ts';
import { applications } from './resources/applications.ts';
import { connections } from './resources/connections.ts';
import { organization } from './resources/organization.ts';

const written: Behaviours = { ...organization, ...applications, ...connections };

/** Answers any call of the API: by a behaviour written for its operation, else by what paths and schemas tell. */
export function responder(generic: Generic): Behaviour {
  return (call) => {
    const id = call.operation.operationId ?? '';
    const behaviour = Object.hasOwn(written, id) ? written[id] : undefined;
    return (behaviour ?? generic.behave)(generic.prepare(call));
  };
}
