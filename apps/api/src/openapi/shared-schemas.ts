import { refusalCodes } from '@paidonce/kernel';

const errors = {
  type: 'array',
  description: 'Every member that is wrong.',
  items: {
    type: 'object',
    required: ['path', 'message'],
    properties: { path: { type: 'string' }, message: { type: 'string' } },
  },
};

const identity = {
  source: { type: 'string' },
  id: { type: 'string', description: 'With the source, the identity of the fact.' },
  position: { type: 'integer', description: 'Where it stands in the log; of an accepted one.' },
};

const refusal = {
  code: { enum: refusalCodes, description: 'Of a refused fact: why.' },
  path: {
    type: 'string',
    description: 'Of a refused fact: the member at fault, such as `data.terms.clauses[0].price`.',
  },
  quarantine: { type: 'string', description: 'Of a refused fact: where it waits.' },
};

/** What many operations answer, as components. */
export const sharedSchemas = {
  Problem: {
    type: 'object',
    description: 'Problem details, RFC 9457.',
    required: ['type', 'title', 'status', 'requestId'],
    properties: {
      type: { type: 'string', description: 'The kind of problem, and where it is described: `/problems/CODE`.' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      requestId: { type: 'string', description: 'As the log has it.' },
      ...refusal,
      errors,
    },
  },
  Recorded: {
    type: 'object',
    description: 'What became of a fact.',
    required: ['status', 'source', 'id'],
    properties: {
      status: { enum: ['accepted', 'duplicate'], description: 'A duplicate was recorded before: nothing happened.' },
      ...identity,
      links: { type: 'object', additionalProperties: { type: 'string' } },
    },
  },
  AnswerLine: {
    description: 'A line of the answer to many facts: what became of one of them, or at the end the counts.',
    oneOf: [
      {
        type: 'object',
        required: ['line', 'status'],
        properties: {
          line: { type: 'integer', description: 'Where in the request the fact stood, from 1.' },
          status: { enum: ['accepted', 'duplicate', 'refused'] },
          ...identity,
          ...refusal,
          message: { type: 'string' },
        },
      },
      {
        type: 'object',
        required: ['accepted', 'duplicate', 'refused'],
        properties: {
          accepted: { type: 'integer' },
          duplicate: { type: 'integer' },
          refused: { type: 'integer' },
          problem: { $ref: '#/components/schemas/Problem' },
        },
      },
    ],
  },
};

export const reference = (name: keyof typeof sharedSchemas | 'Fact'): { $ref: string } => ({
  $ref: `#/components/schemas/${name}`,
});
