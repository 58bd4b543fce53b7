import type { ChangePlan } from '../planner/plan.ts';
import type { CallContext } from './call-context.ts';
import { keysText, type PreparedWrite } from './merge-object.ts';

/** Most places and most objects that one notice names. */
const mostNamed = 50;

/** Tells what the calls that were made have removed from objects, or lost; those of which the same is gone together. */
export function tellWritten(plan: ChangePlan, made: readonly PreparedWrite[], context: CallContext): void {
  tell(made, 'removed', { plan, context, placesOf: ({ removes }) => removes.map(({ path }) => path.join('.')) });
  tell(made, 'may have lost', { plan, context, placesOf: ({ loses }) => loses });
}

interface Telling {
  readonly plan: ChangePlan;
  readonly context: CallContext;
  readonly placesOf: (write: PreparedWrite) => readonly string[];
}

function tell(made: readonly PreparedWrite[], verb: string, { plan, context, placesOf }: Telling): void {
  const groups = new Map<string, string[]>();
  for (const write of made) {
    const places = placesOf(write);
    if (places.length === 0) continue;
    const text = named(places);
    const objects = groups.get(text) ?? [];
    groups.set(text, objects);
    objects.push(keysText(plan.target.method, write.change));
  }
  for (const [places, objects] of groups) context.notice('removed', `${verb} ${places} of the object with ${named(objects)}`);
}

function named(texts: readonly string[]): string {
  return `${texts.slice(0, mostNamed).join(', ')}${texts.length > mostNamed ? ` and ${texts.length - mostNamed} more` : ''}`;
}
