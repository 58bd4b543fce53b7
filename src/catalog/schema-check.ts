import { anything, type Check, count, either, finite, flag, listOf, object, oneOf, recordOf, text, where } from './check.ts';
import type { SchemaNode } from './descriptor.ts';

const scalar: Check<string | number | boolean | null> = (value) =>
  value === null || typeof value === 'boolean' || typeof value === 'string' ? null : finite(value);

const nested: Check<SchemaNode> = (value) => schemaNode(value);

/** A schema, all the way down. */
export const schemaNode: Check<SchemaNode> = where(
  object<SchemaNode>(
    {},
    {
      ref: text,
      type: oneOf(['object', 'array', 'string', 'integer', 'number', 'boolean']),
      format: text,
      title: text,
      nullable: flag,
      enum: listOf(scalar),
      default: anything,
      readOnly: flag,
      writeOnly: flag,
      properties: recordOf(nested),
      required: listOf(text),
      additionalProperties: either(flag, nested),
      items: nested,
      variants: listOf(nested),
      discriminator: object({ property: text, mapping: recordOf(count) }, {}),
    },
  ),
  ({ variants = [], discriminator }) => {
    if (discriminator === undefined) return null;
    const stray = Object.entries(discriminator.mapping).find(([, index]) => index >= variants.length);
    return stray === undefined
      ? null
      : { path: `.discriminator.mapping[${JSON.stringify(stray[0])}]`, message: `there is no variant ${stray[1]}` };
  },
);
