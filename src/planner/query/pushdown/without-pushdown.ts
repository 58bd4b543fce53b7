import type { ScanPlan } from '../../plan.ts';

/** The same scan asked plainly: what is pushed is evaluated by the database anyway, and every row is read. */
export function withoutPushdown(scan: ScanPlan): ScanPlan {
  const { method } = scan.target;
  const expands = new Set((method.pushdown?.expands ?? []).map(({ parameter }) => parameter));
  const bindings = scan.bindings.filter(({ source, parameter }) => source !== 'pushdown' || expands.has(parameter.name));
  const { complements } = method;
  const plain = complements !== undefined && !bindings.some(({ parameter }) => complements.unless.includes(parameter.name));
  return {
    ...scan,
    bindings,
    pushed: [],
    consistency: bindings.some(({ parameter }) => parameter.eventual === true) ? 'eventual' : 'strong',
    complements: plain ? complements.calls : [],
    order: null,
    limit: null,
  };
}
