import type { NewEvent, Utf8Range, UuidAt } from '@paidonce/event-store';
import { RULES_VERSION } from '@paidonce/settlement';
import { formatId, nameBasedId } from './name-based-id.js';
import { metadataCausedBy, metadataOf } from '../event-metadata.js';
import type { Origin } from '../ledger.js';
import { STATEMENT_ISSUED } from '../read/streams.js';
import type { WrittenFact } from './written-fact.js';

/** The namespace of event ids: the same fact always has the same one. */
const FACTS = '6b7f7c0e-6a1c-5c39-9f5a-2f0f3a5d7c11';
const STATEMENTS = '1d0a4a6e-0b0f-5b52-8f0e-6f9e3f1c2b7d';

/** What JSON writes in another way than it is: of other texts the name is known without it. */
// eslint-disable-next-line no-control-regex -- they are among them
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** The event that a fact is, of which few ask for the texts. */
class RecordedFact implements NewEvent {
  readonly type: string;
  readonly utf8: Utf8Range | undefined;

  constructor(
    readonly fact: WrittenFact,
    readonly uuid: UuidAt,
    readonly metadata: string,
  ) {
    this.type = fact.type;
    this.utf8 = fact.utf8;
  }

  get id(): string {
    return formatId(this.uuid);
  }

  get data(): string {
    return this.fact.text;
  }
}

/** The event that a fact is. */
export function eventOf(fact: WrittenFact, origin: Origin): NewEvent {
  const { source, id } = fact;
  const name = ESCAPED.test(source) || ESCAPED.test(id) ? JSON.stringify([source, id]) : `["${source}","${id}"]`;
  return new RecordedFact(fact, nameBasedId(FACTS, name), sharedMetadata(origin));
}

/** The event of a statement, JSON text, that the event of a closing issues. */
export function issuedEvent(statement: string, closing: Pick<NewEvent, 'id' | 'metadata'>): NewEvent {
  return {
    id: formatId(nameBasedId(STATEMENTS, closing.id)),
    type: STATEMENT_ISSUED,
    data: statement,
    metadata: metadataCausedBy(closing, { rules: RULES_VERSION }),
  };
}

/** Of the origin that was asked for last, which thousands of facts share. */
let last: { readonly origin: Origin; readonly metadata: string } | undefined;

function sharedMetadata(origin: Origin): string {
  if (last?.origin !== origin) last = { origin, metadata: metadataOf(origin) };
  return last.metadata;
}
