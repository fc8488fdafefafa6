import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse } from '@nestjs/swagger';
import { NDJSON } from '../facts/media-types.js';
import { problemResponses } from '../openapi/responses.js';

const report = { type: 'object', additionalProperties: true };

export function describeAudit(operationId: string, summary: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary }),
    ApiResponse({ status: 200, description: 'The report; its members are told in docs/audit.md.', schema: report }),
    problemResponses(400, 401, 403, 404),
  );
}

/** One object a line. */
export function describeLines(operationId: string, summary: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary, description: 'An answer that ends without its last chunk broke off.' }),
    ApiProduces(NDJSON),
    ApiResponse({ status: 200, description: 'One object a line.', content: { [NDJSON]: { schema: report } } }),
    problemResponses(400, 401, 403, 404),
  );
}
