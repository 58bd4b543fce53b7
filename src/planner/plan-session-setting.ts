import { QueryError } from '../errors/query-error.ts';
import type { SetStatement } from '../sql/ast.ts';
import { constantOf } from './constant.ts';
import { type Facts, systemCatalog } from './facts.ts';
import { nameSpan } from './find-relation.ts';
import type { SettingPlan } from './plan.ts';
import { findSessionSetting, sessionSettings, settingValue } from './session-setting.ts';

/**
 * Plans `SET oktaql.pushdown = off` and its like; undefined for what sets a parameter's default. Throws `unsupported` for a setting that does
 * not exist and for a value that it does not take. NULL takes a setting back.
 */
export function planSessionSetting({ name, value, span }: SetStatement, facts: Facts): SettingPlan | undefined {
  const words = name.map((part) => part.name.toLowerCase());
  const [scope, key] = words.length === 1 ? [undefined, words[0]] : words;
  const setting = words.length > 2 || key === undefined ? undefined : findSessionSetting(scope, key);
  if (setting === undefined) {
    if (scope !== systemCatalog) return undefined;
    const known = Object.keys(sessionSettings).filter((one) => one.startsWith(`${systemCatalog}.`));
    throw new QueryError('unsupported', `there is no setting ${words.join('.')}`, {
      span: nameSpan(name),
      hint: `There is ${known.join(', ')}.`,
    });
  }
  if (scope !== undefined && scope !== systemCatalog && scope !== facts.provider.name) return undefined;
  const word = value.kind === 'column' && value.path.length === 1 ? (value.path[0]?.name ?? '') : undefined;
  const constant = word ?? constantOf(value, facts)?.value;
  if (constant === null) return { kind: 'setting', name: setting, value: null };
  const meant = constant === undefined ? undefined : settingValue(setting, constant);
  if (meant !== undefined) return { kind: 'setting', name: setting, value: meant };
  throw new QueryError('unsupported', `${words.join('.')} does not take that value`, {
    span: value.span.start < 0 ? span : value.span,
    hint: `It takes ${sessionSettings[setting].join(' or ')}.`,
  });
}
