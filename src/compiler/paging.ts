import type { PageCursor, PagingDescriptor, ResponseDescriptor } from '../catalog/descriptor.ts';
import type { Operation, Parameter } from '../openapi/operation.ts';
import type { PagingFacts } from './overlay.ts';

/** Says how the next page of a list is found: by the overlay, the document's `Link` header, or a page-number parameter; null for the rest. */
export function pagingDescriptor(operation: Operation, response: ResponseDescriptor, facts: PagingFacts): PagingDescriptor | null {
  const cursor = operation.method === 'GET' ? cursorOf(operation, response, facts) : null;
  return cursor === null ? null : { cursor, size: pageSize(operation, facts) };
}

/** Names of the query parameters that only the engine sets when a method is paged. */
export function internalParameters(paging: PagingDescriptor | null, facts: PagingFacts): ReadonlySet<string> {
  if (paging === null) return new Set();
  const { cursor, size } = paging;
  const own = cursor.kind === 'body-cursor' || cursor.kind === 'page-number' ? [cursor.parameter] : [];
  return new Set([...facts.cursorParameters, ...own, ...(size === null ? facts.sizeParameters : [size.parameter])]);
}

function cursorOf(operation: Operation, response: ResponseDescriptor, facts: PagingFacts): PageCursor | null {
  if (response.shape === 'list' && response.rowsPath !== null && facts.envelope !== null) return facts.envelope;
  if (documentsLink(operation)) return { kind: 'link-header' };
  if (response.shape !== 'list') return null;
  if (response.rowsPath === null && facts.list !== null) return facts.list;
  const page = queryParameter(operation, ['page', 'page_number', 'pageNumber']);
  return page === undefined ? null : { kind: 'page-number', parameter: page.name, first: firstPage(page) };
}

function documentsLink(operation: Operation): boolean {
  return operation.responses.some((response) => response.status.startsWith('2') && response.headers.some((name) => /^link$/i.test(name)));
}

function firstPage(page: Parameter): number {
  const { bounds, default: preset } = page.schema;
  return typeof preset === 'number' ? preset : (bounds.minimum ?? 1);
}

function pageSize(operation: Operation, facts: PagingFacts): PagingDescriptor['size'] {
  const known = [...facts.sizeParameters, 'limit', 'per_page', 'perPage', 'page_size', 'pageSize'];
  const parameter = queryParameter(operation, known);
  if (parameter === undefined) return null;
  const said = facts.sizes.get(operation.operationId ?? '');
  if (said !== undefined) return { parameter: parameter.name, ...said };
  const { bounds, default: preset } = parameter.schema;
  const maximum = bounds.maximum ?? (typeof preset === 'number' && preset > 0 ? preset : undefined);
  if (maximum === undefined) return null;
  const { minimum } = bounds;
  return { parameter: parameter.name, preferred: maximum, maximum, ...(minimum === undefined || minimum <= 1 ? {} : { minimum }) };
}

function queryParameter(operation: Operation, names: readonly string[]): Parameter | undefined {
  return operation.parameters.find((parameter) => parameter.in === 'query' && names.includes(parameter.name));
}
