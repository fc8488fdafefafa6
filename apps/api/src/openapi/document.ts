import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { factSchemas, factTypes } from '@paidonce/facts';
import { problemResponse } from './responses.js';
import { sharedSchemas } from './shared-schemas.js';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;
type SchemasObject = NonNullable<OpenAPIObject['components']>['schemas'];

/** The API as OpenAPI 3.1; facts are described by their catalogue. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Paidonce')
    .setDescription(
      'Facts in, statements out. What is owed is in the rules; what a type of fact says, in the catalogue of facts.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'token')
    .addSecurityRequirements('token');
  const document = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory: (_, method) => method });
  const { schemas } = document.components ?? {};
  return {
    ...document,
    paths: withCommonProblems(document.paths),
    components: {
      ...document.components,
      schemas: { ...sharedSchemas, ...factComponents(), ...schemas } as unknown as SchemasObject,
    },
  };
}

/** What any operation may answer, whatever it does; those that read a body, what is wrong with bodies. */
function withCommonProblems(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  for (const [path, item] of Object.entries(paths)) {
    if (!path.startsWith('/v1/')) continue;
    for (const [method, operation] of Object.entries(item) as [string, OperationObject][]) {
      const readsBody = method === 'post' || method === 'put';
      for (const status of readsBody ? [405, 413, 415, 503] : [405, 503]) {
        operation.responses[status] ??= problemResponse(status);
      }
    }
  }
  return paths;
}

/** The schemas of facts as components: `Fact`, `FactEnvelope`, and one a type by its name. */
function factComponents(): Record<string, unknown> {
  const { $defs, oneOf, title, description } = factSchemas();
  const whole = { title, description, oneOf, discriminator: discriminator() };
  const { envelope, ...types } = $defs as Record<string, unknown>;
  const text = JSON.stringify({ Fact: whole, FactEnvelope: envelope, ...types })
    .replaceAll('"#/$defs/envelope"', '"#/components/schemas/FactEnvelope"')
    .replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(text) as Record<string, unknown>;
}

function discriminator(): object {
  return {
    propertyName: 'type',
    mapping: Object.fromEntries(factTypes.map((type) => [type, `#/components/schemas/${type}`])),
  };
}
