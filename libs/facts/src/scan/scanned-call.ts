import { Token } from '@paidonce/kernel';
import { dialogueStatuses, type DialogueStatus } from '../common.members.js';
import { ABSENT } from './layout.js';
import {
  numberAt,
  placesIn,
  setOptional,
  setText,
  type DataOf,
  type ScannedData,
  type TapeRecord,
} from './scanned-data.js';

type Part = 'dial' | 'script' | 'hold' | 'talk' | 'wrapUp';

/** Longer dialogues are made anew each time. */
const MOST_KEPT = 64;

class ScannedStretch {
  status: DialogueStatus = 'no-answer';
  seconds = 0;
}

/** What was scanned of a `call.completed`. */
export class ScannedCall implements ScannedData, DataOf<'call.completed'> {
  readonly #places = placesOfCall();
  readonly #lead = new Token();
  /** A dialogue of every usual length that was met. */
  readonly #dialogues: ScannedStretch[][] = [];
  readonly callId = new Token();
  readonly campaignId = new Token();
  readonly operatorId = new Token();
  readonly seconds: Record<Part, number> = { dial: 0, script: 0, hold: 0, talk: 0, wrapUp: 0 };
  leadId: Token | undefined;
  dialogue: readonly ScannedStretch[] | undefined;
  status: DialogueStatus | undefined;
  presented: boolean | undefined;

  read(record: TapeRecord): void {
    const places = this.#places;
    setText(this.callId, record, places.callId);
    setText(this.campaignId, record, places.campaignId);
    setText(this.operatorId, record, places.operatorId);
    this.leadId = setOptional(this.#lead, record, places.leadId);
    const { seconds } = this;
    seconds.dial = numberAt(record, places.dial) ?? 0;
    seconds.script = numberAt(record, places.script) ?? 0;
    seconds.hold = numberAt(record, places.hold) ?? 0;
    seconds.talk = numberAt(record, places.talk) ?? 0;
    seconds.wrapUp = numberAt(record, places.wrapUp) ?? 0;
    this.dialogue = this.#readDialogue(record, places.dialogue);
    this.status = dialogueStatuses[record.cells[record.at + places.status] as number];
    const presented = numberAt(record, places.presented);
    this.presented = presented === undefined ? undefined : presented === 1;
  }

  #readDialogue({ cells, at }: TapeRecord, place: number): readonly ScannedStretch[] | undefined {
    if (cells[at + place] === ABSENT) return undefined;
    const length = cells[at + place + 1] as number;
    const made = length < MOST_KEPT ? this.#dialogues[length] : undefined;
    const dialogue = made ?? Array.from({ length }, () => new ScannedStretch());
    if (length < MOST_KEPT) this.#dialogues[length] = dialogue;
    let element = at + (cells[at + place] as number);
    for (const stretch of dialogue) {
      stretch.status = dialogueStatuses[cells[element] as number] as DialogueStatus;
      stretch.seconds = cells[element + 1] as number;
      element += 2;
    }
    return dialogue;
  }
}

function placesOfCall(): Readonly<Record<Exclude<keyof DataOf<'call.completed'>, 'seconds'> | Part, number>> {
  const place = placesIn('call.completed');
  return {
    callId: place('callId'),
    campaignId: place('campaignId'),
    operatorId: place('operatorId'),
    leadId: place('leadId'),
    dial: place('seconds.dial'),
    script: place('seconds.script'),
    hold: place('seconds.hold'),
    talk: place('seconds.talk'),
    wrapUp: place('seconds.wrapUp'),
    dialogue: place('dialogue'),
    status: place('status'),
    presented: place('presented'),
  };
}

/** What was scanned of a `call.scored`. */
export class ScannedScore implements ScannedData, DataOf<'call.scored'> {
  readonly #place = placesIn('call.scored');
  readonly #places = {
    callId: this.#place('callId'),
    campaignId: this.#place('campaignId'),
    score: this.#place('score'),
  };
  readonly callId = new Token();
  readonly campaignId = new Token();
  score = 0;

  read(record: TapeRecord): void {
    setText(this.callId, record, this.#places.callId);
    setText(this.campaignId, record, this.#places.campaignId);
    this.score = record.cells[record.at + this.#places.score] as number;
  }
}
