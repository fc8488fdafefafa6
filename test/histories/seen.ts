/** What the rules make of a history, and what may be said of it. */
import { type Entitlement, entitlementsOf } from '../oracle/entitlements.js';
import { Known } from '../oracle/known.js';
import { readHistory } from '../oracle/oracle.js';
import { personsOf } from '../oracle/persons.js';
import { piecesOf, type Piece } from '../oracle/shifts.js';
import { issueAll, type Line, type Statement } from '../oracle/statements.js';
import { worldOf, type World } from '../oracle/world.js';
import { linesOf, type History } from './wire.js';

/** A history, and what the rules make of it. */
export interface Seen {
  readonly history: History;
  readonly world: World;
  readonly entitlements: readonly Entitlement[];
  readonly statements: readonly Statement[];
  readonly lines: readonly Line[];
  /** Who is one person. */
  readonly persons: ReadonlyMap<string, string | null>;
  /** The seconds that each shift has. */
  readonly pieces: readonly Piece[];
}

/** A feature by its name, and whether a history has it. */
export type Features = Readonly<Record<string, (seen: Seen) => boolean>>;

export function see(history: History): Seen {
  const { facts, errors } = readHistory(linesOf(history));
  if (errors.length > 0) throw new Error(`refused: ${JSON.stringify(errors)}`);
  const world = worldOf(new Known(facts));
  const statements = issueAll(facts).map(({ statement }) => statement);
  const lines = statements.flatMap((statement) => statement.lines);
  const entitlements = entitlementsOf(world, null);
  return { history, world, entitlements, statements, lines, persons: personsOf(world), pieces: piecesOf(world) };
}
