import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { problemResponses } from '../openapi/responses.js';
import { reference } from '../openapi/shared-schemas.js';
import { CLOUD_EVENT, CLOUD_EVENTS, NDJSON } from './media-types.js';

/** What `POST /v1/facts` takes and gives. */
export const describeFacts: MethodDecorator = applyDecorators(
  ApiOperation({
    operationId: 'recordFacts',
    requestBody: {
      required: true,
      content: {
        [CLOUD_EVENT]: { schema: reference('Fact') },
        [CLOUD_EVENTS]: { schema: { type: 'array', items: reference('Fact') } },
        [NDJSON]: { schema: reference('Fact') },
        'application/json': { schema: { type: 'object', description: 'The `data` of a fact in binary mode.' } },
      },
    },
    summary: 'Record facts',
    description:
      'One CloudEvent, a batch, or a stream of any length, one fact a line; gzip by `Content-Encoding`. A batch and a stream are ' +
      'answered line by line while they are read, with a last line that counts them (`accepted`, `duplicate`, `refused`, and a `problem` where ' +
      'the body broke off or the store failed): read while you send, or ask by `Prefer: return=minimal` for refusals and the counts alone. In binary mode ' +
      'the attributes are `ce-` headers and the body is the `data`. Refused facts wait in quarantine; the others are recorded.',
  }),
  ApiResponse({
    status: 200,
    description: 'Known before; or the answers to a batch or a stream.',
    content: { 'application/json': { schema: reference('Recorded') }, [NDJSON]: { schema: reference('AnswerLine') } },
  }),
  ApiResponse({
    status: 201,
    description: 'Recorded.',
    content: { 'application/json': { schema: reference('Recorded') } },
  }),
  problemResponses(400, 401, 403, 413, 415, 422),
);
