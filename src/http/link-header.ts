import type { HttpHeader } from '../request/http-message.ts';

/**
 * The target of the first link with `rel="next"` in an answer's `Link` headers, of which there may be several with several links each
 * (RFC 8288); undefined when there is none.
 */
export function nextLink(headers: readonly HttpHeader[]): string | undefined {
  return headers
    .filter(([name]) => name.toLowerCase() === 'link')
    .flatMap(([, value]) => parseLinks(value))
    .find(({ relations }) => relations.includes('next'))?.target;
}

interface Link {
  readonly target: string;
  /** Lower-case. */
  readonly relations: readonly string[];
}

const linkValue = /<([^<>]*)>((?:\s*;\s*[^\s;,="]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g;
const linkParameter = /;\s*([^\s;,="]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))/g;

function parseLinks(header: string): readonly Link[] {
  return [...header.matchAll(linkValue)].map(([, target = '', parameters = '']) => ({
    target: target.trim(),
    relations: relationsOf(parameters),
  }));
}

/** Only the first `rel` of a link counts (RFC 8288, section 3.3). */
function relationsOf(parameters: string): readonly string[] {
  const rel = [...parameters.matchAll(linkParameter)].find(([, name]) => name?.toLowerCase() === 'rel');
  return (rel?.[2] ?? rel?.[3] ?? '').toLowerCase().split(/\s+/);
}
