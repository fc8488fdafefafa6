import { dialogueStatuses, type DataOf, type DialogueStatus } from '@paidonce/facts';
import type { Text } from '@paidonce/kernel';
import type { MeasuredCall } from '@paidonce/payment-models';
import { grow, Names } from './names.js';

const NONE = -1;
/** A row: dial, script, hold, talk, wrapUp, then the dialogue by status. */
const PARTS = 5;
const WIDTH = PARTS + dialogueStatuses.length;
const MOST = 0xffff;

const PRESENTED = 1;
const HAS_DIALOGUE = 2;
/** The status is kept in the bits above the flags: 0 for none, else its place from 1. */
const STATUS_SHIFT = 2;

type CallData = DataOf<'call.completed'>;

/** Calls by their number: one a `callId` of a campaign, whichever fact says what happened in it. */
export interface CallTable {
  readonly size: number;
  /** Number of a call that was ever recorded, or -1. */
  find(campaign: number, callId: Text): number;
  /** Number of a call, made where there is none. */
  open(campaign: number, callId: Text): number;
  /** The standing `call.completed` of a call, or -1. */
  factOf(call: number): number;
  campaignOf(call: number): number;
  /** Position of the lead's registration, or -1: the call's lead. */
  leadOf(call: number): number;
  idOf(call: number): string;
  /** The standing `call.scored` of a call, or -1. */
  scoreOf(call: number): number;
  setScore(call: number, fact: number): void;
  /** Keeps what a `call.completed` measured. */
  complete(call: number, fact: number, lead: number, data: CallData): void;
  /** The call's fact was taken back. */
  reopen(call: number): void;
  /** What was measured, written into an object that the next call of `measured` overwrites. */
  measured(call: number): MeasuredCall;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** In memory: about 50 bytes a call beside its id. */
export class MemoryCallTable implements CallTable {
  readonly #ids = new Names();
  #facts = new Int32Array(1 << 10).fill(NONE);
  #leads = new Int32Array(1 << 10).fill(NONE);
  #flags = new Uint8Array(1 << 10);
  #seconds = new Uint16Array((1 << 10) * WIDTH);
  readonly #scores = new Map<number, number>();
  /** Seconds that 16 bits do not hold, 18 hours and more; whole rows. */
  readonly #longRows = new Map<number, readonly number[]>();
  readonly #dialogue: Record<DialogueStatus, number> = {
    'no-answer': 0,
    secretary: 0,
    'decision-maker': 0,
    consent: 0,
  };
  readonly #measured: Writable<MeasuredCall> = {
    dial: 0,
    script: 0,
    hold: 0,
    talk: 0,
    wrapUp: 0,
    dialogue: undefined,
    status: undefined,
    presented: false,
  };

  get size(): number {
    return this.#ids.size;
  }

  find(campaign: number, callId: Text): number {
    return this.#ids.find(campaign, callId);
  }

  open(campaign: number, callId: Text): number {
    const call = this.#ids.add(campaign, callId);
    if (call >= this.#facts.length) this.#grow();
    return call;
  }

  factOf(call: number): number {
    return this.#facts[call] ?? NONE;
  }

  campaignOf(call: number): number {
    return this.#ids.scopeOf(call);
  }

  leadOf(call: number): number {
    return this.#leads[call] ?? NONE;
  }

  idOf(call: number): string {
    return this.#ids.textOf(call);
  }

  scoreOf(call: number): number {
    return this.#scores.get(call) ?? NONE;
  }

  setScore(call: number, fact: number): void {
    if (fact === NONE) this.#scores.delete(call);
    else this.#scores.set(call, fact);
  }

  complete(call: number, fact: number, lead: number, data: CallData): void {
    this.#facts[call] = fact;
    this.#leads[call] = lead;
    const most = writeSeconds(data, this.#seconds, call * WIDTH);
    if (most > MOST) this.#longRows.set(call, longRow(data));
    else if (this.#longRows.size > 0) this.#longRows.delete(call);
    const status = data.status === undefined ? 0 : dialogueStatuses.indexOf(data.status) + 1;
    const dialogue = data.dialogue !== undefined && data.dialogue.length > 0 ? HAS_DIALOGUE : 0;
    this.#flags[call] = (data.presented === true ? PRESENTED : 0) | dialogue | (status << STATUS_SHIFT);
  }

  reopen(call: number): void {
    this.#facts[call] = NONE;
    this.#leads[call] = NONE;
  }

  measured(call: number): MeasuredCall {
    const row = this.#longRows.get(call) ?? this.#seconds;
    const at = row === this.#seconds ? call * WIDTH : 0;
    const flags = this.#flags[call] ?? 0;
    const measured = this.#measured;
    measured.dial = row[at] as number;
    measured.script = row[at + 1] as number;
    measured.hold = row[at + 2] as number;
    measured.talk = row[at + 3] as number;
    measured.wrapUp = row[at + 4] as number;
    measured.presented = (flags & PRESENTED) !== 0;
    measured.status = dialogueStatuses[(flags >> STATUS_SHIFT) - 1];
    measured.dialogue = undefined;
    if ((flags & HAS_DIALOGUE) !== 0) {
      measured.dialogue = this.#dialogue;
      dialogueStatuses.forEach((status, i) => (this.#dialogue[status] = row[at + PARTS + i] as number));
    }
    return measured;
  }

  #grow(): void {
    const rows = this.#facts.length * 2;
    this.#facts = grow(this.#facts, new Int32Array(rows).fill(NONE));
    this.#leads = grow(this.#leads, new Int32Array(rows).fill(NONE));
    this.#flags = grow(this.#flags, new Uint8Array(rows));
    this.#seconds = grow(this.#seconds, new Uint16Array(rows * WIDTH));
  }
}

/**
 * Writes the seconds by part, then by status, and answers the greatest of them, which may be too long for the column.
 * Written out part by part: this is done for every call.
 */
function writeSeconds({ seconds, dialogue }: CallData, row: Uint16Array | number[], at: number): number {
  const { dial = 0, script = 0, hold = 0, talk = 0, wrapUp = 0 } = seconds;
  row[at] = dial;
  row[at + 1] = script;
  row[at + 2] = hold;
  row[at + 3] = talk;
  row[at + 4] = wrapUp;
  let most = Math.max(dial, script, hold, talk, wrapUp);
  const statuses = at + PARTS;
  for (let i = statuses; i < at + WIDTH; i++) row[i] = 0;
  if (dialogue === undefined) return most;
  let sum = 0;
  for (const stretch of dialogue) {
    const status = statuses + dialogueStatuses.indexOf(stretch.status);
    row[status] = (row[status] as number) + stretch.seconds;
    sum += stretch.seconds;
  }
  if (sum > most) most = sum;
  return most;
}

function longRow(data: CallData): number[] {
  const row = new Array<number>(WIDTH).fill(0);
  writeSeconds(data, row, 0);
  return row;
}
