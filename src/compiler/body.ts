import type { BodyDescriptor, BodyField, SchemaNode } from '../catalog/descriptor.ts';
import type { RequestBody } from '../openapi/operation.ts';
import type { SchemaObject } from '../openapi/schema.ts';
import { type FieldMarks, fieldNames, fieldTitle, holdsSecret, topProperties } from './columns.ts';
import type { FlatSchema, SchemaFlattener } from './flat-schema.ts';
import type { DiscriminatorMark } from './overlay.ts';
import type { SchemaWriter } from './schema-node.ts';

/** What is known of a body besides the document. */
export interface BodyMarks extends FieldMarks {
  readonly discriminator: DiscriminatorMark | undefined;
}

/** Describes a request body in the first media type that SQL can fill: JSON if there is one. */
export function bodyDescriptor(body: RequestBody, writer: SchemaWriter, marks: BodyMarks): BodyDescriptor | null {
  const media = body.content.find((candidate) => isJson(candidate.mediaType)) ?? body.content[0];
  if (media === undefined) return null;
  const { flattener } = writer;
  const flat = media.schema === undefined ? null : flattener.flatten(media.schema);
  const others = isJson(media.mediaType) ? [] : body.content.filter((candidate) => candidate !== media);
  return {
    mediaType: media.mediaType,
    ...(others.length === 0 ? {} : { mediaTypes: others.map((candidate) => candidate.mediaType) }),
    required: body.required,
    schema: media.schema === undefined ? {} : bodySchema(media.schema, writer, marks),
    fields: flat === null ? [] : bodyFields(flattener, flat, marks),
  };
}

/** Tells JSON media types: `application/json`, `application/merge-patch+json`, with or without parameters. */
export function isJson(mediaType: string): boolean {
  return /^[\w.-]+\/(?:[\w.-]+\+)?json\b/i.test(mediaType);
}

function bodySchema(schema: SchemaObject, writer: SchemaWriter, marks: BodyMarks): SchemaNode {
  const node = writer.write(schema);
  if (marks.discriminator === undefined) return node;
  const target = node.ref === undefined ? node : writer.writeInPlace(schema);
  return { ...target, discriminator: marks.discriminator };
}

function bodyFields(flattener: SchemaFlattener, flat: FlatSchema, marks: BodyMarks): readonly BodyField[] {
  return topProperties(flattener, flat)
    .filter((property) => !property.flat.readOnly)
    .map((property) => ({
      ...fieldNames(property, marks),
      ...property.value,
      ...(property.mixed ? { datatype: 'any' } : {}),
      title: fieldTitle(property, marks),
      required: property.required,
      ...(property.enum === null ? {} : { enum: property.enum }),
      ...(holdsSecret(property, marks, 'sent') ? { sensitive: true } : {}),
    }));
}
