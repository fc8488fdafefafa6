/** Lines that must be refused, each with the code that it must be refused with. */
import fc from 'fast-check';
import { type Code } from '../oracle/oracle.js';
import { historyArbitrary, type HistoryOptions } from './history.arbitrary.js';
import { formMutations } from './invalid-forms.js';
import { referenceMutations } from './invalid-references.js';
import { termsMutations } from './invalid-terms.js';
import { type Mutation } from './mutation.js';
import { type History } from './wire.js';

export interface InvalidLine {
  /** Valid. */
  readonly history: History;
  /** Refused after it. */
  readonly line: string;
  readonly code: Code;
  readonly what: string;
}

export const MUTATIONS: readonly Mutation[] = [...formMutations, ...referenceMutations, ...termsMutations];

/** A valid history and a line that must be refused after it. */
export const invalidLineArbitrary = (options: HistoryOptions = {}): fc.Arbitrary<InvalidLine> =>
  fc.tuple(historyArbitrary(options), fc.nat(MUTATIONS.length - 1), fc.nat(99)).map(([history, first, pick]) => {
    // The first one from there on that the history allows: some are always possible.
    for (let i = 0; i < MUTATIONS.length; i++) {
      const mutation = MUTATIONS[(first + i) % MUTATIONS.length];
      const line = mutation?.make(history, pick) ?? null;
      if (mutation !== undefined && line !== null) return { history, line, code: mutation.code, what: mutation.what };
    }
    throw new Error('a history that nothing can be wrong after');
  });
