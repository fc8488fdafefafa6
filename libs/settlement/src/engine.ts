import {
  declarationOf,
  factTypes,
  isFactType,
  isRefusal,
  readFact,
  type Fact,
  type FactOf,
  type FactType,
  type Offered,
  type ReadFact,
  type ScannedFact,
} from '@paidonce/facts';
import { present, refuse, type Fingerprint, type Refusal } from '@paidonce/kernel';
import { paymentModels, type PaymentModel } from '@paidonce/payment-models';
import type { Statement } from './book/statement.js';
import { typeCode, typeOfCode } from './recording/codes.js';
import { rememberAccount } from './recording/accounts.js';
import type { Recorded } from './recording/recorder.js';
import { recorders } from './recording/recorders.js';
import { World } from './recording/world.js';
import type { FactTable } from './state/fact-table.js';
import { memoryState, type SettlementState } from './state/state.js';

/** What became of a fact that was offered. */
export type Applied =
  | { readonly kind: 'recorded'; readonly statement: Statement | undefined }
  /** The same fact again: ignored. */
  | { readonly kind: 'repeated' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const RECORDED: Applied = { kind: 'recorded', statement: undefined };
const REPEATED: Applied = { kind: 'repeated' };

type Content = Parameters<FactTable['hasContent']>[1];
type AnyRecorder = { readonly record: (world: World, read: Offered) => Recorded };

/** The recorder of each type, by its code: that it gets facts of its own type is what the type of `recorders` says. */
const recordersByCode = factTypes.map((type) => recorders[type] as AnyRecorder);

/**
 * Settles facts one by one, in the order of their recording. Every fact updates only what it touches: its call, its
 * shift's operator, its lead's person; a statement reads the sums that are kept, not the facts.
 */
export class Settlement {
  readonly world: World;
  /** Facts that came again with the same content. */
  repeated = 0;
  /** Refused facts by type; `unreadable` where the type is none. */
  readonly refused = new Map<FactType | 'unreadable', number>();

  /** `models` are the payment models that terms may use; `state` is where the facts go. */
  constructor(models: readonly PaymentModel[] = paymentModels, state: SettlementState = memoryState()) {
    this.world = new World(state, models, recorders);
  }

  /** Offers a line of a history: the text of one JSON object. */
  applyLine(text: string): Applied {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return this.#refused('unreadable', refuse('invalid', '', whyNotJson(error as SyntaxError)));
    }
    return this.apply(value);
  }

  /**
   * Offers a parsed JSON value. It must not be changed afterwards. A refused fact changes nothing. `content` is the
   * fingerprint of its data as it was received, where that is not what is offered: persons may be sealed.
   */
  apply(value: unknown, content?: Fingerprint): Applied {
    const read = readFact(value);
    return isRefusal(read) ? this.#refused(typeIn(value), read) : this.offer(read, content);
  }

  /** As {@link apply}, of what was read already. */
  offer(read: ReadFact, content?: Fingerprint): Applied {
    const applied = this.#offer(read, content);
    if (applied.kind === 'refused') return this.#refused(read.fact.type, applied.refusal);
    if (applied.kind === 'repeated') this.repeated++;
    return applied;
  }

  /** Offers a fact that was scanned, which is looked at during the call only. */
  applyScanned(scanned: ScannedFact): Applied {
    const applied = this.#record(scanned, this.world.contentOfScanned(scanned));
    if (applied.kind === 'refused') return this.#refused(scanned.fact.type, applied.refusal);
    if (applied.kind === 'repeated') this.repeated++;
    return applied;
  }

  #refused(type: FactType | 'unreadable', refusal: Refusal): Applied {
    this.refused.set(type, (this.refused.get(type) ?? 0) + 1);
    return { kind: 'refused', refusal };
  }

  /**
   * Takes up a fact that is on record, and that the books have already. With everything that it touches
   * (`subjectsOf`) it may be recalled at any time, what it refers to first, into a state that holds only some facts.
   * `at` says how many facts were on record then, where reports are to tell what was owed since when.
   */
  recall(read: ReadFact, content?: Fingerprint, at?: number): void {
    const { world } = this;
    const { fact } = read;
    if (world.facts.find(fact.source, fact.id) >= 0) return;
    this.#recall(read, at, () => {
      if (!world.contentOf(read, content)) throw new Error(`a fact on record is nested too deep: ${fact.type}`);
      const recorder = recordersByCode[typeCode[fact.type]] as AnyRecorder;
      const recorded = isClosing(fact) ? this.#appendClosing(read, fact) : recorder.record(world, read);
      rememberAccount(world, fact);
      return recorded;
    });
  }

  /** As {@link recall}, of a fact that was scanned. */
  recallScanned(scanned: ScannedFact, at?: number): void {
    const { world } = this;
    const { fact } = scanned;
    if (world.facts.find(fact.source, fact.id) >= 0) return;
    this.#recall(scanned, at, () => {
      const { type } = world.contentOfScanned(scanned);
      return (recordersByCode[type] as AnyRecorder).record(world, scanned);
    });
  }

  /** Records with the books shut, at a place of the past. */
  #recall({ fact: { type, source, id } }: Offered, at: number | undefined, record: () => Recorded | number): void {
    const { world } = this;
    const { position } = world;
    world.counting.on = false;
    world.standAt((at ?? position) - 1);
    const recorded = record();
    if (typeof recorded === 'object') {
      throw new Error(`a fact on record is refused: ${type} (${String(source)}, ${String(id)})`, { cause: recorded });
    }
    world.cutter.cut(world.position);
    world.standAt(position);
    world.counting.on = true;
  }

  #offer(read: ReadFact, given?: Fingerprint): Applied {
    const { world } = this;
    const { fact } = read;
    const invalid = unretractable(world, fact);
    if (invalid) return { kind: 'refused', refusal: invalid };
    const content = world.contentOf(read, given);
    if (!content) return { kind: 'refused', refusal: refuse('invalid', 'data', 'nested too deep to be a fact') };
    const applied = this.#record(read, content);
    if (applied.kind === 'recorded') rememberAccount(world, fact);
    return applied;
  }

  #record(read: Offered, content: Content): Applied {
    const { world } = this;
    const { fact } = read;
    const known = world.facts.find(fact.source, fact.id);
    if (known >= 0) {
      if (world.facts.hasContent(known, content)) return REPEATED;
      const message = `the fact (${String(fact.source)}, ${String(fact.id)}) is recorded with other content`;
      return { kind: 'refused', refusal: refuse('conflict', 'id', message) };
    }
    const recorded = (recordersByCode[content.type] as AnyRecorder).record(world, read);
    if (recorded === undefined) {
      world.cutter.cut(world.position);
      return RECORDED;
    }
    if ('code' in recorded) return { kind: 'refused', refusal: recorded };
    return { kind: 'recorded', statement: recorded };
  }

  #appendClosing(read: ReadFact, { data }: Closing): number {
    const { contracts, contractList } = this.world;
    return this.world.append(
      read,
      contractList.indexOf(present(contracts.get(data.contractId), 'the contract closed')),
    );
  }
}

/** Where the text stops being JSON. The runtime's own message may quote the line, which may hold personal data. */
function whyNotJson({ message }: SyntaxError): string {
  if (message.includes('end of JSON input')) return 'not JSON: the line ends too soon';
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? 'not JSON' : `not JSON from character ${Number(position) + 1} on`;
}

function typeIn(value: unknown): FactType | 'unreadable' {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  return isFactType(type) ? type : 'unreadable';
}

type Closing = FactOf<'period.closed'> | FactOf<'correction.issued'>;

/** Statements are not issued again: what they came to is in the book. */
function isClosing(fact: Fact): fact is Closing {
  return fact.type === 'period.closed' || fact.type === 'correction.issued';
}

/** Some facts cannot be taken back, which shows only once it is known what the reference means. */
function unretractable(world: World, fact: Fact): Refusal | undefined {
  if (fact.type !== 'fact.retracted') return undefined;
  const { source, id } = fact.data.fact;
  const target = world.facts.find(source, id);
  if (target < 0) return undefined;
  const type = typeOfCode(world.facts.typeOf(target));
  if (declarationOf(type).retractable) return undefined;
  return refuse('invalid', 'data.fact', `a ${type} cannot be retracted`);
}
