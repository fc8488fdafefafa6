import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiProduces, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { CLOUD_EVENT, NDJSON } from '../facts/media-types.js';
import { problemResponses } from './responses.js';

export function describeOne(operationId: string, summary: string, view: Type): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary }),
    ApiResponse({ status: 200, description: 'It.', type: view }),
    problemResponses(401, 403, 404),
  );
}

export function describeList(
  operationId: string,
  summary: string,
  view: Type,
  { paged = true }: { readonly paged?: boolean } = {},
): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(view),
    ApiOperation({ operationId, summary }),
    ApiResponse({
      status: 200,
      description: paged ? 'A page; `Link: rel="next"` leads to the next one.' : 'All of them.',
      schema: listOf({ $ref: getSchemaPath(view) }),
    }),
    problemResponses(400, 401, 403, 404),
  );
}

/** A page of such items. */
export function listOf(items: object): object {
  return {
    type: 'object',
    required: ['items', 'next'],
    properties: {
      items: { type: 'array', items },
      next: { type: ['string', 'null'], description: 'The `cursor` of the next page.' },
    },
  };
}

const report = { type: 'object', additionalProperties: true };

export function describeReport(operationId: string, summary: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary }),
    ApiResponse({ status: 200, description: 'The report, as `paidonce explain --json` prints it.', schema: report }),
    problemResponses(400, 401, 403, 404),
  );
}

export const describeItems: MethodDecorator = applyDecorators(
  ApiOperation({
    operationId: 'listStatementItems',
    summary: 'List what stands behind a statement: every fact and what a clause made of it',
    description: `A page as JSON, or with \`Accept: ${NDJSON}\` all of them, one a line.`,
  }),
  ApiProduces('application/json', NDJSON),
  ApiResponse({ status: 200, description: 'Items, as `paidonce settle --items` prints them.', schema: listOf(report) }),
  problemResponses(400, 401, 403, 404),
);

export const describeHistory: MethodDecorator = applyDecorators(
  ApiOperation({
    operationId: 'readHistory',
    summary: 'Read facts in the order of their recording',
    description:
      'What `paidonce settle` reads. A client reads its own. An answer that ends without its last chunk broke off.',
  }),
  ApiProduces(NDJSON),
  ApiResponse({
    status: 200,
    description: `One ${CLOUD_EVENT} a line.`,
    content: { [NDJSON]: { schema: { $ref: '#/components/schemas/Fact' } } },
  }),
  problemResponses(400, 401, 403),
);
