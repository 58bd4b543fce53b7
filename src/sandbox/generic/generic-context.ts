import type { SchemaReader } from '../schema/schema-reader.ts';
import type { Collection } from '../store/collection.ts';
import type { PathShapes } from './path-shape.ts';
import type { ResourceRule, ResourceRules } from './resource-rule.ts';

/** Everything the generic behaviour knows of the API. */
export interface GenericContext {
  readonly shapes: PathShapes;
  readonly reader: SchemaReader;
  readonly rules: ResourceRules;
}

/** A collection, the rule for its members, and the path under which it is. */
export interface Place {
  readonly collection: Collection;
  readonly rule: ResourceRule;
  /** Template of the collection's path. */
  readonly template: string;
  /** Path of the collection with the call's values filled in. */
  readonly path: string;
}
