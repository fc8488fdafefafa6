import { Buffer } from 'node:buffer';
import type { DataOf, ScannedFact, ScannedType } from '@paidonce/facts';
import type { Text } from '@paidonce/kernel';

/** Takes the name of a subject, in UTF-8 from the beginning of some bytes up to an end; they are overwritten by the next one. */
type TakeSubject = (bytes: Buffer, end: number) => void;

const [QUOTE, COMMA, CLOSE_LIST] = [0x22, 0x2c, 0x5d];
const [FACT, CALL, LEAD, KEY] = ['fact:["', 'call:["', 'lead:', 'key:'].map((prefix) => Buffer.from(prefix)) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];

/** What scanned facts touch, as `subjectsOf` says of parsed ones, without a string. Texts that were scanned have no escapes. */
export class ScannedSubjects {
  #bytes = Buffer.alloc(1 << 10);
  #end = 0;

  constructor(readonly take: TakeSubject) {}

  /** Hands on each subject of a fact, the fact itself first. */
  of({ fact }: ScannedFact): void {
    this.#pair(FACT, fact.source, fact.id);
    if (isCall(fact)) {
      const { campaignId, callId } = fact.data;
      this.#pair(CALL, campaignId, callId);
      if (fact.type === 'call.scored') return;
    }
    const { leadId, personKeys } = fact.data as { readonly leadId?: Text; readonly personKeys?: readonly Text[] };
    if (leadId !== undefined) this.#one(LEAD, leadId);
    if (personKeys) for (const key of personKeys) this.#one(KEY, key);
  }

  #one(prefix: Buffer, text: Text): void {
    this.#begin(prefix);
    this.#add(text);
    this.take(this.#bytes, this.#end);
  }

  /** As `JSON.stringify` writes a list of two. */
  #pair(prefix: Buffer, first: Text, second: Text): void {
    this.#begin(prefix);
    this.#add(first);
    this.#room(3);
    this.#bytes[this.#end++] = QUOTE;
    this.#bytes[this.#end++] = COMMA;
    this.#bytes[this.#end++] = QUOTE;
    this.#add(second);
    this.#room(2);
    this.#bytes[this.#end++] = QUOTE;
    this.#bytes[this.#end++] = CLOSE_LIST;
    this.take(this.#bytes, this.#end);
  }

  #begin(prefix: Buffer): void {
    const to = this.#bytes;
    // Loops: of so few bytes, calling `copy` would take longer than copying them.
    for (let i = 0; i < prefix.length; i++) to[i] = prefix[i] as number;
    this.#end = prefix.length;
  }

  #add(text: Text): void {
    if (typeof text === 'string') throw new TypeError('a scanned text is a token');
    const { bytes: from, start, end } = text;
    this.#room(end - start);
    const to = this.#bytes;
    let at = this.#end;
    for (let i = start; i < end; i++) to[at++] = from[i] as number;
    this.#end = at;
  }

  #room(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const longer = Buffer.alloc(2 * this.#bytes.length + bytes);
    this.#bytes.copy(longer, 0, 0, this.#end);
    this.#bytes = longer;
  }
}

type ScannedCallFact = { readonly type: ScannedType; readonly data: DataOf<'call.scored'> };

function isCall(fact: ScannedFact['fact']): fact is ScannedFact['fact'] & ScannedCallFact {
  return fact.type === 'call.completed' || fact.type === 'call.scored';
}
