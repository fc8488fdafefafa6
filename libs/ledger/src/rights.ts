import type { Recorder } from './ledger.js';

/** What somebody may record, so that it can be held to later. */
export type Rights = Pick<Recorder, 'mayRecord' | 'onlyClient' | 'onlySources'>;

/** Whether a fact may have this source: one of those given, or one below them (`client/bank` and `client/bank/crm`). */
export function allowsSource(sources: readonly string[] | undefined, source: string): boolean {
  return !sources || sources.some((own) => source === own || source.startsWith(`${own}/`));
}

/** Whoever asks, with no more rights than somebody else has as well. */
export function withinRights(actor: Recorder, { mayRecord, onlyClient, onlySources }: Rights): Recorder {
  const isOfBoth = actor.onlyClient === undefined || onlyClient === undefined || actor.onlyClient === onlyClient;
  const types = isOfBoth
    ? both(actor.mayRecord, mayRecord, (a, b) => new Set([...a].filter((type) => b.has(type))))
    : new Set<string>();
  return {
    ...actor,
    mayRecord: types,
    onlyClient: actor.onlyClient ?? onlyClient,
    onlySources: both(actor.onlySources, onlySources, (a, b) => [
      ...a.filter((source) => allowsSource(b, source)),
      ...b.filter((source) => allowsSource(a, source)),
    ]),
  };
}

/** Absent is everything. */
function both<T>(a: T | undefined, b: T | undefined, join: (a: T, b: T) => T): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return join(a, b);
}

/** Rights as they are stored. */
export interface KeptRights {
  readonly mayRecord?: readonly string[];
  readonly onlyClient?: string;
  readonly onlySources?: readonly string[];
}

export function keptRights({ mayRecord, onlyClient, onlySources }: Rights): KeptRights {
  return {
    ...(mayRecord && { mayRecord: [...mayRecord] }),
    ...(onlyClient !== undefined && { onlyClient }),
    ...(onlySources && { onlySources }),
  };
}

export function rightsOf({ mayRecord, ...rest }: KeptRights): Rights {
  return { ...rest, ...(mayRecord && { mayRecord: new Set(mayRecord) }) };
}
