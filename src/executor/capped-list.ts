import type { MethodCall } from '../request/method-call.ts';
import type { CallContext } from './call-context.ts';

/** Code of the notice that tells of rows which the server does not show: the result is incomplete then. */
export const incompleteNotice = 'incomplete';

/** Tells of a list that ended where a parameter ends it, rather than where its rows do. */
export function tellCapped({ method, arguments: values }: MethodCall, rows: number, context: CallContext): void {
  for (const cap of method.pushdown?.caps ?? []) {
    if (!values.has(cap.parameter)) continue;
    const size = method.paging?.size?.parameter;
    const asked = size === undefined ? undefined : values.get(size);
    const most = typeof asked === 'number' ? Math.min(asked, cap.rows) : cap.rows;
    if (rows < most) continue;
    const names = method.parameters.find(({ name }) => name === cap.parameter)?.sqlName ?? cap.parameter;
    context.notice(incompleteNotice, `${method.name} shows at most ${most} rows with ${names}: there may be more`);
  }
}
