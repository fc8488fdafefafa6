import { Settlement } from './engine.js';

/**
 * The version of the rules that this program settles by. It stands with every statement that is issued, so that the statement can be computed
 * again by the rules of its time; a statement without one was issued under "1".
 */
export const RULES_VERSION = '1';

/** What makes a settlement under one version of the rules. */
export type Engine = () => Settlement;

/** Engines by the version of the rules. An engine under which a statement was issued stays. */
export type Engines = ReadonlyMap<string, Engine>;

export const engines: Engines = new Map([[RULES_VERSION, () => new Settlement()]]);

/** A statement was issued under rules that this program does not know: a later program has issued it. */
export class UnknownRules extends Error {
  override readonly name = 'UnknownRules';

  constructor(
    readonly version: string,
    known: Engines,
  ) {
    super(`no engine for version ${JSON.stringify(version)} of the rules; there are ${[...known.keys()].join(', ')}`);
  }
}

/** An empty settlement under a version of the rules. Throws {@link UnknownRules}. */
export function settlementUnder(version: string, known: Engines = engines): Settlement {
  const engine = known.get(version);
  if (!engine) throw new UnknownRules(version, known);
  return engine();
}
