import { Buffer } from 'node:buffer';
import type { DataOf, ScannedFact, ScannedType } from '@paidonce/facts';
import type { Text } from '@paidonce/kernel';

/** Takes the name of a subject, in UTF-8 from the beginning of some bytes up to an end; they are overwritten by the next one. */
type TakeSubject = (bytes: Buffer, end: number) => void;

const [QUOTE, CLOSE_LIST] = [0x22, 0x5d];
const BETWEEN = Buffer.from('","');

/** What scanned facts touch, as `subjectsOf` says of parsed ones, without a string. Texts that were scanned have no escapes. */
export class ScannedSubjects {
  #bytes = Buffer.alloc(1 << 10);
  #end = 0;

  constructor(readonly take: TakeSubject) {}

  /** Hands on each subject of a fact, the fact itself first. */
  of({ fact }: ScannedFact): void {
    this.#pair('fact:["', fact.source, fact.id);
    if (isCall(fact)) {
      const { campaignId, callId } = fact.data;
      this.#pair('call:["', campaignId, callId);
      if (fact.type === 'call.scored') return;
    }
    const { leadId, personKeys } = fact.data as { readonly leadId?: Text; readonly personKeys?: readonly Text[] };
    if (leadId !== undefined) this.#one('lead:', leadId);
    if (personKeys) for (const key of personKeys) this.#one('key:', key);
  }

  #one(prefix: string, text: Text): void {
    this.#begin(prefix);
    this.#add(text);
    this.take(this.#bytes, this.#end);
  }

  /** As `JSON.stringify` writes a list of two. */
  #pair(prefix: string, first: Text, second: Text): void {
    this.#begin(prefix);
    this.#add(first);
    this.#room(BETWEEN.length);
    this.#end += BETWEEN.copy(this.#bytes, this.#end);
    this.#add(second);
    this.#room(2);
    this.#bytes[this.#end++] = QUOTE;
    this.#bytes[this.#end++] = CLOSE_LIST;
    this.take(this.#bytes, this.#end);
  }

  #begin(prefix: string): void {
    this.#end = 0;
    for (let i = 0; i < prefix.length; i++) this.#bytes[this.#end++] = prefix.charCodeAt(i);
  }

  #add(text: Text): void {
    if (typeof text === 'string') throw new TypeError('a scanned text is a token');
    const { bytes: from, start, end } = text;
    this.#room(end - start);
    const to = this.#bytes;
    for (let i = start; i < end; i++) to[this.#end++] = from[i] as number;
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
