import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { declarationOf, factSchemas, type FactType, type JsonSchema } from '@paidonce/facts';
import { problemResponses } from '../openapi/responses.js';
import { reference } from '../openapi/shared-schemas.js';
import { namesIn, type CommandRoute } from './command-routes.js';

interface ObjectSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

const definitions = factSchemas()['$defs'] as Readonly<
  Record<FactType, { readonly properties: { readonly data: ObjectSchema } }>
>;

/** The body of a command: the data of its fact without what stands in the address. */
function bodySchema({ records, path }: CommandRoute): JsonSchema {
  const { data } = definitions[records].properties;
  const inAddress = namesIn(path);
  const rest = Object.entries(data.properties).filter(([name]) => !inAddress.includes(name));
  const required = (data.required ?? []).filter((name) => !inAddress.includes(name));
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(rest),
      time: { type: 'string', format: 'date-time', description: 'When it happened; by default now.' },
    },
    ...(required.length > 0 && { required }),
  };
}

export const idempotencyHeader = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description: 'The same key and request again get the same answer and record nothing; best a UUID.',
});

const matchHeader = ApiHeader({
  name: 'If-Match',
  required: false,
  description: 'The `ETag` of the contract as it was read: where it was changed since, nothing is recorded.',
});

/** What a command is: the words of its fact. */
export function describeCommand(route: CommandRoute): MethodDecorator {
  const { title, meaning, data } = declarationOf(route.records);
  const members = (data as { properties?: Readonly<Record<string, { description?: string }>> }).properties ?? {};
  return applyDecorators(
    ApiTags(route.path.split('/')[0] ?? 'commands'),
    ApiOperation({
      operationId: route.records,
      summary: title.en,
      description: `${meaning.en} Records \`${route.records}\`.`,
    }),
    ...namesIn(route.path).map((name) =>
      ApiParam({ name, description: members[name]?.description ?? '', schema: { type: 'string' } }),
    ),
    idempotencyHeader,
    ...(route.matches === undefined ? [] : [matchHeader, problemResponses(412)]),
    ApiBody({ schema: bodySchema(route) as object, required: true }),
    ApiResponse({ status: 201, description: 'Recorded.', schema: reference('Recorded') }),
    ApiResponse({ status: 200, description: 'It was recorded before.', schema: reference('Recorded') }),
    problemResponses(400, 401, 403, 409, 422),
  );
}
