import { QueryError, type SourceSpan } from '../errors/query-error.ts';
import { isTrustedHost, resolveOrigin } from '../request/origin.ts';
import type { Constrained } from './constraint.ts';
import type { Facts } from './facts.ts';
import { located } from './located.ts';
import type { ServerBinding } from './plan.ts';

/**
 * Origins for the server variable: the statement's values, else the session default, else what is configured. Throws `invalid_host` for
 * what is no host name, `untrusted_host` for a host that no credential may go to, `no_server` when nothing says where to go.
 */
export function bindServer(values: readonly Constrained[] | undefined, facts: Facts, span: SourceSpan): ServerBinding {
  if (values !== undefined) return { source: 'statement', values: values.map((item) => server(item.value, facts, item.span)) };
  const { server: descriptor } = facts.provider;
  const fallback = facts.defaults.get(descriptor.variable.toLowerCase());
  if (fallback !== undefined && fallback !== null) return { source: 'default', values: [server(fallback, facts, undefined)] };
  const { configured, fixedOrigin } = facts.server;
  if (configured !== null) return { source: 'configuration', values: [server(configured, facts, undefined)] };
  if (fixedOrigin !== null) return { source: 'configuration', values: [{ value: null, origin: fixedOrigin }] };
  throw new QueryError('no_server', `no ${descriptor.variable} is given: the statement names none and none is configured`, {
    span,
    hint: noServerHint(facts),
  });
}

function noServerHint(facts: Facts): string {
  const { variable } = facts.provider.server;
  const [environment] = facts.provider.configuration.serverEnvironment;
  const places = [
    `Add ${variable} = '…' to the statement`,
    `pass --set ${variable}=…`,
    ...(environment === undefined ? [] : [`set ${environment}`]),
  ];
  return `${places.join(', ')}, or try it with --sandbox.`;
}

function server(value: unknown, facts: Facts, span: SourceSpan | undefined): ServerBinding['values'][number] {
  const { server: descriptor } = facts.provider;
  const text = String(value);
  const origin = located(span, () => resolveOrigin(descriptor, text));
  const host = new URL(origin).hostname;
  if (!isTrustedHost(descriptor, host) && !facts.server.allowedHosts.includes(host)) throw untrusted(host, facts, span);
  return { value: text, origin: facts.server.fixedOrigin ?? origin };
}

function untrusted(host: string, facts: Facts, span: SourceSpan | undefined): QueryError {
  const { trustedHosts, variable } = facts.provider.server;
  return new QueryError('untrusted_host', `${host} is not a host that the credential may be sent to`, {
    hint: `Known hosts are ${trustedHosts.join(', ')}. If ${variable} is right, allow it with --allow-host ${host}.`,
    ...(span === undefined ? {} : { span }),
  });
}
