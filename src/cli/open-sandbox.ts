import { join } from 'node:path';
import type { InputValue } from '../engine/public-types.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/sandbox.ts';
import { packageRoot } from '../engine/package-root.ts';

/** Label under which the sandbox's org is addressed when a statement does not say one. */
const sandboxLabel = 'sandbox';

/** Starts the sandbox org on the OpenAPI document that the package ships, with the defaults a session on it starts from. */
export async function openSandbox(
  options: Omit<SandboxOptions, 'documentPath'>,
): Promise<{ sandbox: Sandbox; defaults: Readonly<Record<string, InputValue>> }> {
  const sandbox = await startSandbox({ ...options, documentPath: join(packageRoot(), 'openapi', 'okta.json') });
  return { sandbox, defaults: { subdomain: sandboxLabel } };
}
