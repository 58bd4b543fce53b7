import type { ProviderDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';

/** What the outside offers for finding settings. */
export interface SettingsSources {
  readonly provider: ProviderDescriptor;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Text of a file; null when there is none. */
  readonly readFile: (path: string) => Promise<string | null>;
  /** Home folder, for `~` in paths. */
  readonly home: string;
}

/** A setting and where it was found. */
export interface Setting {
  readonly value: string;
  /** `environment variable X` or `~/x.yaml`. */
  readonly source: string;
}

/** The first of some environment variables that is not empty. */
export function fromEnvironment(names: readonly string[], environment: SettingsSources['environment']): Setting | null {
  for (const name of names) {
    const value = environment[name]?.trim() ?? '';
    if (value !== '') return { value, source: variableSource(name) };
  }
  return null;
}

/** How an environment variable is called in messages. */
export function variableSource(name: string): string {
  return `environment variable ${name}`;
}

/** What one settings file says. */
export interface FileSettings {
  readonly server: Setting | null;
  readonly token: Setting | null;
}

/** Reads the provider's settings files one after the other. Throws `usage` for a file that is not YAML. */
export async function* settingsFiles(sources: SettingsSources): AsyncGenerator<FileSettings, void, undefined> {
  for (const { path, serverKey, tokenKey } of sources.provider.configuration.files) {
    const text = await sources.readFile(path.replace(/^~(?=\/)/, () => sources.home));
    if (text === null) continue;
    const content = await parseYaml(text, path);
    yield { server: settingAt(content, serverKey, path), token: settingAt(content, tokenKey, path) };
  }
}

/** The YAML reader is loaded only when there is a file to read. A parser's message would quote the file, secrets included: it is left out. */
async function parseYaml(text: string, path: string): Promise<unknown> {
  const { load } = await import('js-yaml');
  try {
    return load(text);
  } catch {
    throw new QueryError('usage', `${path} is not valid YAML`);
  }
}

function settingAt(content: unknown, dottedKey: string, path: string): Setting | null {
  const value = dottedKey.split('.').reduce<unknown>((current, key) => fieldOf(current, key), content);
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? null : { value: text, source: path };
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
