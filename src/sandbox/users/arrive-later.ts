import type { Call } from '../call.ts';
import { putUser, usersOf } from './user-store.ts';

/** Lets a user who is on the way to a status arrive there some milliseconds from now, unless something else happens to it before. */
export function arriveLater(call: Call, id: string, time: number): void {
  const status = usersOf(call.org).get(id)?.['transitioningToStatus'] ?? null;
  const arrive = (): void => {
    const current = usersOf(call.org).get(id);
    if (status === null || current?.['transitioningToStatus'] !== status) return;
    const now = call.org.clock.tick();
    const activated = current['activated'] === null && status !== 'DEPROVISIONED' ? { activated: now } : {};
    putUser(call, id, { ...current, ...activated, status, transitioningToStatus: null, statusChanged: now, lastUpdated: now });
  };
  setTimeout(arrive, time).unref();
}
