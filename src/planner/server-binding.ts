import { QueryError, type SourceSpan } from '../errors/query-error.ts';
import { isTrustedHost, resolveOrigin } from '../request/origin.ts';
import { plainText } from '../values/json-text.ts';
import type { Value } from '../values/value.ts';
import type { Constrained } from './query/constraint.ts';
import { type Facts, MissingFact, type ServerFacts } from './facts.ts';
import { located } from './located.ts';
import type { ServerBinding } from './plan.ts';

/**
 * Origins for the server variable: the statement's values, else the session default, else what is configured. Throws `invalid_host` for
 * what is no host name, `untrusted_host` for a host that no credential may go to, `no_server` when nothing says where to go.
 */
export function bindServer(values: readonly Constrained[] | undefined, facts: Facts, span: SourceSpan): ServerBinding {
  if (values !== undefined) return { source: 'statement', values: values.map((item) => serverTarget(item.value, facts, item.span)) };
  const { server: descriptor } = facts.provider;
  const fallback = facts.defaults.get(descriptor.variable.toLowerCase());
  if (fallback !== undefined && fallback !== null) return { source: 'default', values: [serverTarget(fallback, facts, span)] };
  const { configured, fixedOrigin } = serverFacts(facts);
  if (configured !== null) return { source: 'configuration', values: [serverTarget(configured, facts, span)] };
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

/** The server variable of each driving row; what it may be is judged when the rows are there. */
export function serverOfRows(index: number, facts: Facts): { readonly source: 'rows'; readonly index: number } {
  serverFacts(facts);
  return { source: 'rows', index };
}

/** One value of the server variable with its origin. Throws `invalid_host` and `untrusted_host`. */
export function serverTarget(value: Value, facts: Facts, span: SourceSpan | undefined): ServerBinding['values'][number] {
  const { server: descriptor } = facts.provider;
  if (value === null)
    throw new QueryError('invalid_parameter', `${descriptor.variable} cannot be NULL`, span === undefined ? {} : { span });
  const text = plainText(value);
  const origin = located(span, () => resolveOrigin(descriptor, text));
  const { fixedOrigin } = serverFacts(facts);
  if (!isTrusted(origin, facts)) throw untrusted(new URL(origin).host, facts, span);
  return { value: text, origin: fixedOrigin ?? origin };
}

/** What configuration says of the server; asks for it when it was not read yet. */
function serverFacts(facts: Facts): ServerFacts {
  if (facts.server === null) throw new MissingFact({ kind: 'server' });
  return facts.server;
}

/** A credential with a home goes there alone; with a fixed origin the value only names the org, but no stranger. */
function isTrusted(origin: string, facts: Facts): boolean {
  const { allowedHosts, boundOrigin, fixedOrigin } = serverFacts(facts);
  const host = new URL(origin).hostname;
  if (allowedHosts.includes(host)) return true;
  return boundOrigin !== null && fixedOrigin === null ? origin === boundOrigin : isTrustedHost(facts.provider.server, host);
}

function untrusted(host: string, facts: Facts, span: SourceSpan | undefined): QueryError {
  const { trustedHosts, variable } = facts.provider.server;
  const bound = serverFacts(facts).boundOrigin;
  return new QueryError('untrusted_host', `${host} is not a host that the credential may be sent to`, {
    hint: `${bound === null ? `Known hosts are ${trustedHosts.join(', ')}.` : `It is bound to ${bound}.`} If ${variable} is right, allow it with --allow-host ${host}.`,
    ...(span === undefined ? {} : { span }),
  });
}
