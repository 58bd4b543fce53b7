import { systemCatalog, type ConstantValue, type Facts } from './facts.ts';

/**
 * Settings of a session that are no parameters' defaults, by the name they are kept under, with the values that each takes; the first holds
 * unless another is set.
 */
export const sessionSettings = {
  /** `off`: lists are asked plainly, and everything is evaluated here. The rows are the same. */
  'oktaql.pushdown': ['on', 'off'],
  /** How queries run; one that cannot run so is refused. The rows are the same, so this is for tests of that. */
  'oktaql.mode': ['auto', 'stream', 'paged', 'staged'],
  /** `lenient`: a column in whose answers something does not fit its type is read as JSON, instead of failing the statement. */
  'oktaql.types': ['strict', 'lenient'],
  /** `off`: EXPLAIN and prices ask nothing, they rest on what was seen before. */
  'oktaql.probes': ['on', 'off'],
  /** `on`: an UPDATE that writes whole objects may lose secrets which the API does not show. */
  'oktaql.lose_secrets': ['off', 'on'],
  /** Of the provider: `strong` keeps away from parameters that are answered from an index which lags behind. */
  consistency: ['eventual', 'strong'],
} as const;

/** Name of a setting. */
export type SessionSetting = keyof typeof sessionSettings;

/** Value of a setting. */
export function sessionSetting(name: SessionSetting, { defaults }: Pick<Facts, 'defaults'>): string {
  const values: readonly string[] = sessionSettings[name];
  const found = settingValue(name, defaults.get(name) ?? null);
  return found ?? values[0] ?? '';
}

/** What a constant means as a setting's value; undefined when the setting does not take it. Booleans are `on` and `off`. */
export function settingValue(name: SessionSetting, value: ConstantValue): string | undefined {
  const values: readonly string[] = sessionSettings[name];
  const text = settingText(value);
  return values.find((known) => known === text);
}

/** A setting's value as its word. */
export function settingText(value: ConstantValue): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value).toLowerCase();
}

/** The setting that a lower-case name stands for, `scope` being what is written before it. */
export function findSessionSetting(scope: string | undefined, name: string): SessionSetting | undefined {
  const key = scope === systemCatalog ? `${systemCatalog}.${name}` : name;
  return isSetting(key) ? key : undefined;
}

function isSetting(key: string): key is SessionSetting {
  return Object.hasOwn(sessionSettings, key);
}
