import type { ProviderDescriptor } from '../catalog/descriptor.ts';
import { QueryError, type SourceSpan } from '../errors/query-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import { type ConstantValue, systemCatalog } from './facts.ts';
import { sessionSettings, settingText } from './session-setting.ts';

/** Throws `unknown_parameter` for the name of a session default that no method has a parameter of: it would never be of use. */
export function refuseUnknownDefault(name: string, provider: ProviderDescriptor, span?: SourceSpan): void {
  const { parameters, server } = provider;
  if (parameters === undefined) return;
  const known = [server.variable, ...parameters];
  if (known.some((one) => one.toLowerCase() === name.toLowerCase())) return;
  throw new QueryError('unknown_parameter', `no method of ${provider.name} has a parameter ${name}`, {
    hint:
      didYouMean(name, [...known, ...Object.keys(sessionSettings)]) ?? `${systemCatalog}.catalog.parameters lists those that there are.`,
    ...(span === undefined ? {} : { span }),
  });
}

/** Throws `unknown_parameter` or `unsupported` for a name or value that a session cannot begin with. */
export function refuseUnknownSetting(name: string, value: ConstantValue, provider: ProviderDescriptor): void {
  const setting = Object.entries(sessionSettings).find(([known]) => known === name.toLowerCase());
  if (setting === undefined) {
    refuseUnknownDefault(name, provider);
    return;
  }
  const [known, values] = setting;
  if (value === null || values.some((one) => one === settingText(value))) return;
  throw new QueryError('unsupported', `${known} does not take ${settingText(value)}`, { hint: `It takes ${values.join(' or ')}.` });
}
