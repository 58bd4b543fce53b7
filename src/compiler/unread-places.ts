import type { SchemaNode } from '../catalog/descriptor.ts';
import type { UnreadPlace } from '../catalog/write-descriptor.ts';
import type { Marks } from './overlay.ts';

/** What finding places needs besides the schema. */
export interface PlaceContext {
  /** Gives a named schema; undefined for one that is not known. */
  readonly lookup: (name: string) => SchemaNode | undefined;
  /** Names of properties that hold secrets, as `name` or `Schema.name`. */
  readonly marks: Marks<true>;
}

type Conditions = NonNullable<UnreadPlace['when']>;

interface Place {
  readonly path: string;
  readonly conditions: Conditions;
  /** Named schemas that the path went through, so that recursive ones end. */
  readonly through: readonly string[];
}

/**
 * Finds the places of a body that hold what no read shows: write-only, a password, or marked as a secret. A place that only some variants
 * have says by which values of their discriminator.
 */
export function unreadPlaces(schema: SchemaNode, context: PlaceContext): readonly UnreadPlace[] {
  const found = placesIn({ path: '', conditions: [], through: [] }, schema, context);
  const distinct = new Map(found.map((place) => [JSON.stringify(place), place]));
  const always = new Set(found.filter(({ when }) => when === undefined).map(({ path }) => path));
  return [...distinct.values()].filter(({ path, when }) => when === undefined || !always.has(path));
}

function placesIn(place: Place, node: SchemaNode, context: PlaceContext): readonly UnreadPlace[] {
  if (node.readOnly === true) return [];
  if (node.ref !== undefined) {
    const named = context.lookup(node.ref);
    if (named === undefined || place.through.includes(node.ref)) return [];
    return placesIn({ ...place, through: [...place.through, node.ref] }, named, context);
  }
  return [...propertyPlaces(place, node, context), ...variantPlaces(place, node, context), ...itemPlaces(place, node, context)];
}

function propertyPlaces(place: Place, node: SchemaNode, context: PlaceContext): readonly UnreadPlace[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, property]) => {
    const inner = { ...place, path: place.path === '' ? name : `${place.path}.${name}` };
    if (property.readOnly === true) return [];
    return isHidden({ name, property }, place, context) ? [unread(inner)] : placesIn(inner, property, context);
  });
}

interface Named {
  readonly name: string;
  readonly property: SchemaNode;
}

function isHidden({ name, property }: Named, { through }: Place, { lookup, marks }: PlaceContext): boolean {
  const { writeOnly, format } = property.ref === undefined ? property : { ...lookup(property.ref), ...property };
  if (writeOnly === true || format === 'password') return true;
  const owner = through.at(-1);
  return marks.get(...(owner === undefined ? [] : [`${owner}.${name}`]), name) === true;
}

function unread({ path, conditions }: Place): UnreadPlace {
  return conditions.length === 0 ? { path } : { path, when: conditions };
}

/** Without a discriminator any of the variants may be meant. */
function variantPlaces(place: Place, { variants = [], discriminator }: SchemaNode, context: PlaceContext): readonly UnreadPlace[] {
  return variants.flatMap((variant, index) => {
    if (discriminator === undefined) return placesIn(place, variant, context);
    const values = Object.entries(discriminator.mapping).flatMap(([value, at]) => (at === index ? [value] : []));
    const path = place.path === '' ? discriminator.property : `${place.path}.${discriminator.property}`;
    return placesIn({ ...place, conditions: [...place.conditions, { path, values }] }, variant, context);
  });
}

function itemPlaces(place: Place, { items }: SchemaNode, context: PlaceContext): readonly UnreadPlace[] {
  return items === undefined ? [] : placesIn({ ...place, path: `${place.path}[]` }, items, context);
}
