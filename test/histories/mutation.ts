import { type Code } from '../oracle/oracle.js';
import { type History } from './wire.js';

/** Makes a line that is wrong after a history, or nothing where the history has nothing to get wrong in this way. */
export interface Mutation {
  readonly what: string;
  readonly code: Code;
  readonly make: (history: History, pick: number) => string | null;
}
