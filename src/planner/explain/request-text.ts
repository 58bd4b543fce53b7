import { fillPath } from '../../catalog/path-template.ts';
import { buildRequest } from '../../request/build-request.ts';
import type { MethodCall } from '../../request/method-call.ts';
import { withPageSize } from '../../request/page-size.ts';

/** URL of a call as text; path parameters without a value stay templates, and are named. */
export function requestText(call: MethodCall, limit: number | null): { readonly url: string; readonly open: readonly string[] } {
  const open: string[] = [];
  const marked = new Map(call.arguments);
  fillPath(call.method.path, (name) => {
    if (!marked.has(name)) {
      open.push(name);
      marked.set(name, `{${name}}`);
    }
    return '';
  });
  const { url } = buildRequest({ ...call, arguments: withPageSize(call.method, marked, limit) });
  return { url: open.reduce((text, name) => text.replace(encodeURIComponent(`{${name}}`), `{${name}}`), url), open };
}
