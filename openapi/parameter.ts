import type { OpenAPIV3 } from 'openapi-types';
import type { JsonObject, ParameterFact } from './facts.ts';
import { openApiSchema } from './schema.ts';

/** Writes one parameter. The description is given by its name alone, so that equal facts give equal parameters. */
export function openApiParameter(fact: ParameterFact, description: string): OpenAPIV3.ParameterObject {
  return {
    name: fact.name,
    in: fact.in,
    description,
    ...(fact.in === 'path' || fact.required === 'required' ? { required: true } : {}),
    ...(fact.style === '' ? {} : { style: fact.style }),
    ...(fact.explode === '' ? {} : { explode: fact.explode === 'true' }),
    schema: openApiSchema(schemaFact(fact)),
  };
}

function schemaFact(fact: ParameterFact): JsonObject {
  const range = /between (\d+) and (\d+)/.exec(fact.format);
  return {
    ...(fact.type === '' ? {} : { type: fact.type }),
    ...(fact.format.startsWith('ISO 8601') ? { format: 'date-time' } : fact.format === '' ? {} : { format: fact.format }),
    ...(fact.items === '' ? {} : { items: JSON.parse(fact.items) as unknown }),
    ...(fact.enum === '' ? {} : { enum: fact.enum.split(' ') }),
    ...defaultOf(fact),
    ...bound('minimum', fact.minimum || (range?.[1] ?? '')),
    ...bound('maximum', fact.maximum || (range?.[2] ?? '')),
  };
}

/** Prose instead of a value ("7 days prior to until") is no default a client could send. */
function defaultOf(fact: ParameterFact): JsonObject {
  if (fact.default === '') return {};
  switch (fact.type) {
    case 'integer':
    case 'number':
      return Number.isFinite(Number(fact.default)) ? { default: Number(fact.default) } : {};
    case 'boolean':
      return { default: fact.default === 'true' };
    default:
      return /^\S+$/.test(fact.default) ? { default: fact.default } : {};
  }
}

function bound(key: string, text: string): JsonObject {
  return text === '' ? {} : { [key]: Number(text) };
}
