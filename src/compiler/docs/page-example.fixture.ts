import type { MethodDescriptor } from '../../catalog/descriptor.ts';
import { type CallParameter, optionalParameters, requiredParameters } from '../../catalog/lookup.ts';
import { planScript } from '../../engine/plan-script.ts';
import { openProviderContext, type ProviderContext } from '../../engine/provider-context.ts';
import type { Settings } from '../../engine/settings.ts';
import type { Plan } from '../../planner/plan.ts';
import type { TemplateValue } from '../../sql/template.ts';
import type { JsonValue } from '../../values/value.ts';
import { templateName } from './example-text.ts';
import type { PageSubject } from './examples.ts';
import { sampler } from './sample-body.fixture.ts';

/** A statement as it stands on a page, with the headings above it. */
export interface PageExample {
  readonly section: string;
  readonly method: string;
  readonly sql: string;
}

/** The statements of a page. */
export function examplesOn(page: string): readonly PageExample[] {
  const parts = page.split(/^(?=#{2,3} )/m);
  let section = '';
  return parts.flatMap((part) => {
    const [, level = '', heading = ''] = /^(#{2,3}) (.*)$/m.exec(part) ?? [];
    if (level === '##') section = heading.replaceAll('`', '').replace(/ examples$/, '');
    return [...part.matchAll(/```sql\n([\s\S]*?)\n```/g)].map(([, sql = '']) => ({ section, method: heading.replaceAll('\\', ''), sql }));
  });
}

/** Values that fit the templates of a method's examples; of two parameters with one name the first counts. */
export function suitableValues(
  { provider, service }: Pick<PageSubject, 'provider' | 'service'>,
  method: MethodDescriptor,
): Readonly<Record<string, TemplateValue>> {
  const parameters = [...requiredParameters(provider, method), ...optionalParameters(method)];
  const sample = sampler(service);
  const schema = method.body?.schema ?? {};
  const valueOf = (parameter: CallParameter): TemplateValue =>
    parameter.location === 'body' && parameter.type !== 'blob'
      ? asTemplate(sample.field(schema, parameter.name))
      : suitableValue(parameter);
  return Object.fromEntries<TemplateValue>([
    ['body', JSON.stringify(sample.body(schema))],
    ...parameters.reverse().map((parameter): [string, TemplateValue] => [templateName(parameter.name), valueOf(parameter)]),
  ]);
}

function asTemplate(value: JsonValue): TemplateValue {
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

function suitableValue({ type, datatype, location, enum: known, descriptor }: CallParameter): TemplateValue {
  if (location === 'server') return org;
  if (type === 'blob') return import.meta.filename;
  if (datatype === 'array') return '["a", "b"]';
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return descriptor?.minimum ?? descriptor?.maximum ?? 1;
  return type === 'timestamp' ? '2026-01-01T00:00:00Z' : (known?.[0] ?? 'it is "x"');
}

/** Value of the server variable. */
export const org = 'my-org';

/** What examples are planned with: nothing but a provider's folder; nothing can be sent. */
export function planningContext(providerDir: string): ProviderContext {
  return openProviderContext({ providerDir, environment: {}, credentials: { token: 'x' } }, () =>
    Promise.reject(new Error('planning sends nothing')),
  );
}

/** Parses and plans one statement. */
export async function planAlone(
  sql: string,
  variables: Readonly<Record<string, TemplateValue>>,
  place: { readonly context: ProviderContext; readonly settings: Settings },
): Promise<Plan> {
  const [planned, ...others] = await planScript(sql, { variables }, place);
  if (planned === undefined || others.length > 0) throw new Error('an example is one statement');
  return planned.plan;
}

/** The method that a plan calls for the statement itself. */
export function methodOf(made: Plan): string | undefined {
  if (made.kind === 'change') return made.target.method.name;
  if (made.kind === 'stream' || made.kind === 'paged') return made.scan.target.method.name;
  const [table, ...others] = made.kind === 'staged' ? made.tables : [];
  return table?.source.kind === 'scan' && others.length === 0 ? table.source.scan.target.method.name : undefined;
}
