import { expect } from 'vitest';
import type { MethodDescriptor, ResourceDescriptor, ServiceDescriptor } from '../catalog/descriptor.ts';
import { providerCheck, serviceCheck } from '../catalog/descriptor-check.ts';
import { type CompiledProvider, compileProvider } from './compile.ts';

/** Responses of an operation that answers with a `Pet`. */
export const ok: object = {
  200: { description: 'fine', content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } },
};

const pet = { type: 'object', properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } }, required: ['id', 'name'] };

/** Compiles a document of the given parts and the schema `Pet`, and checks that what comes of it is of the descriptor format. */
export function compile(parts: { paths: object; schemas?: object; root?: object; overlay?: string }): CompiledProvider {
  const document = {
    openapi: '3.0.3',
    info: { title: 'Pet Store API', version: '7' },
    paths: parts.paths,
    components: { schemas: { Pet: pet, ...parts.schemas } },
    ...parts.root,
  };
  const compiled = compileProvider(
    JSON.stringify(document),
    parts.overlay === undefined ? [] : [{ name: 'pets.yaml', text: parts.overlay }],
  );
  expect(providerCheck(compiled.provider)).toBeNull();
  for (const service of compiled.services) expect(serviceCheck(service)).toBeNull();
  return compiled;
}

/** The only item of a list. */
export function only<Item>(items: readonly Item[] | undefined): Item {
  const [item] = items ?? [];
  if (item === undefined || items?.length !== 1) throw new Error(`expected one, found ${items?.length}`);
  return item;
}

/** The only resource. */
export function resourceOf(compiled: CompiledProvider): ResourceDescriptor {
  return only(only(compiled.services).resources);
}

/** The only method. */
export function methodOf(compiled: CompiledProvider): MethodDescriptor {
  return only(resourceOf(compiled).methods);
}

/** The one method of a document with one operation. */
export function method(operation: object, schemas: object = {}): MethodDescriptor {
  return methodOf(compile({ paths: { '/pets': { post: operation } }, schemas }));
}

/** The service of a document with one operation that takes a body. */
export function withBody(schema: object, schemas: object = {}): { readonly method: MethodDescriptor; readonly service: ServiceDescriptor } {
  const compiled = compile({
    paths: { '/pets': { post: { operationId: 'createPet', requestBody: { content: { 'application/json': { schema } } }, responses: ok } } },
    schemas,
  });
  return { method: methodOf(compiled), service: only(compiled.services) };
}
