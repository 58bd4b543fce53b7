import type { Call } from '../call.ts';
import type { FilterDialect } from '../filter/filter-dialect.ts';
import type { PageSizes } from '../http/page.ts';
import type { JsonObject } from '../json.ts';
import type { Org, Seed } from '../org.ts';
import type { Collection } from '../store/collection.ts';

/** A change of an object's status by an action on it. */
export interface StatusChange {
  readonly to: string;
  /** Statuses it is taken in; any unless said. */
  readonly from?: readonly string[];
}

/**
 * What one kind of object does differently from what the document's paths and schemas say by themselves. Everything is optional: the
 * generic behaviour needs none of it.
 */
export interface ResourceRule {
  /** First three characters of identifiers. */
  readonly prefix?: string;
  /** Property that the last path parameter names; `id` unless the schema has one of the parameter's name. */
  readonly key?: string;
  /** Number of objects that a new org has, where {@link seed} does not make them. */
  readonly count?: number;
  readonly seed?: Seed;
  /** Finds objects by other names than their identifier: gives the identifier. */
  readonly alias?: (org: Org, collection: Collection, name: string) => string | undefined;
  readonly page?: PageSizes;
  readonly filter?: FilterDialect;
  readonly search?: FilterDialect;
  /** Properties of which one begins with the query parameter `q`. */
  readonly q?: readonly string[];
  /** Query parameters that select by equality, and the property each looks at. */
  readonly equals?: Readonly<Record<string, string>>;
  readonly initialStatus?: string;
  /** By the last segment of an action's path. */
  readonly actions?: Readonly<Record<string, StatusChange>>;
  /** Statuses in which an object may be deleted; any unless said. */
  readonly deletableIn?: readonly string[];
  /** Changes a created object before it is stored; may refuse by throwing OktaError. */
  readonly created?: (call: Call, item: JsonObject) => JsonObject;
  /** Changes a replaced object before it is stored; may refuse by throwing OktaError. */
  readonly replaced?: (call: Call, item: JsonObject, before: JsonObject) => JsonObject;
  /** Refuses a deletion by throwing OktaError, or cleans up after it. */
  readonly deleted?: (call: Call, item: JsonObject) => void;
}

/** Rules by collection template, parameters written as `{}`. */
export type ResourceRules = Readonly<Record<string, ResourceRule>>;
