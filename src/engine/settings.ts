import type { ConstantValue } from '../planner/facts.ts';
import type { SettingPlan } from '../planner/plan.ts';

/** Session defaults for parameters, by lower-case name. */
export type Settings = ReadonlyMap<string, ConstantValue>;

/** The settings after a SET; NULL takes a default away. */
export function withSetting(settings: Settings, { name, value }: Pick<SettingPlan, 'name' | 'value'>): Settings {
  const next = new Map(settings);
  if (value === null) next.delete(name.toLowerCase());
  else next.set(name.toLowerCase(), value);
  return next;
}
