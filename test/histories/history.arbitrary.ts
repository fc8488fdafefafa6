/** Random valid histories, rich enough to meet every rule. */
import fc from 'fast-check';
import { ACTS } from './acts.js';
import { closingsOfAll } from './closings.js';
import { move, type Move } from './moves.arbitrary.js';
import { open } from './opening.js';
import { plan, type Plan } from './plan.arbitrary.js';
import { Stage } from './stage.js';
import { type History } from './wire.js';

export interface HistoryOptions {
  /** How many moves are made after the opening; some are refused and leave no fact. */
  readonly minMoves?: number;
  readonly maxMoves?: number;
  /** False: no closings and no corrections at all. */
  readonly closings?: boolean;
}

/** Plays the moves; those that the rules refuse leave no trace, so that every history is valid. */
function play(given: Plan, moves: readonly (Move | null)[], closings = true): History {
  const stage = new Stage(given);
  open(stage);
  moves.forEach((each, i) => {
    if (each === null) return;
    if (!closings && (each.kind === 'closed' || each.kind === 'corrected')) return;
    ACTS[each.kind](stage, each, `m${i + 1}`);
  });
  if (closings && given.settled) for (const closing of closingsOfAll(stage.facts)) stage.record(closing);
  return stage.wire;
}

/** Arbitrary valid histories of facts in the order in which they were recorded. */
export function historyArbitrary(options: HistoryOptions = {}): fc.Arbitrary<History> {
  const { minMoves = 20, maxMoves = 60, closings = true } = options;
  // A move may shrink to none, so that the number of moves does not.
  const moves = fc.array(fc.option(move, { nil: null, freq: 30 }), {
    minLength: minMoves,
    maxLength: maxMoves,
    size: 'max',
  });
  return fc.tuple(plan, moves).map(([given, made]) => play(given, made, closings));
}
