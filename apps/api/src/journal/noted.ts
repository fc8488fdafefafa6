import type { FastifyRequest } from 'fastify';

/** What is known of a request beside its route, for the journal. */
export interface Noted {
  readonly subjects: Set<string>;
  readonly clients: Set<string>;
  counts: Readonly<Record<string, number>>;
  reason: string | null;
  /** Code of the problem that is answered. */
  problem: string | null;
  /** What the request did is entered already. */
  isEntered: boolean;
}

/** Most subjects, and clients, that one entry names. */
export const MOST_NAMED = 500;

const notes = new WeakMap<FastifyRequest, Noted>();

export function notedOf(request: FastifyRequest): Noted {
  let noted = notes.get(request);
  if (!noted) {
    noted = { subjects: new Set(), clients: new Set(), counts: {}, reason: null, problem: null, isEntered: false };
    notes.set(request, noted);
  }
  return noted;
}

export function factSubject({ source, id }: { readonly source: string; readonly id: string }): string {
  return `fact:${JSON.stringify([source, id])}`;
}

/**
 * Notes what a recorded fact is about: the ids among its members. Only of what is recorded, since a member of what is refused may hold
 * anything.
 */
export function noteFact(
  request: FastifyRequest,
  recorded: { readonly source: string; readonly id: string; readonly clientId?: string },
  data: Readonly<Record<string, unknown>> = {},
): void {
  const { subjects, clients } = notedOf(request);
  subjects.add(factSubject(recorded));
  if (recorded.clientId !== undefined) clients.add(recorded.clientId);
  for (const [name, value] of Object.entries(data)) {
    const kind = /^(\w+)Ids?$/.exec(name)?.[1];
    if (kind === undefined || kind === 'external') continue;
    for (const id of [value].flat()) if (typeof id === 'string') subjects.add(`${kind}:${id}`);
  }
}
