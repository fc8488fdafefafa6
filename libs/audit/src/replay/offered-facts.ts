import type { RecordedEvent } from '@paidonce/event-store';
import { isFactType, ScannedLines, Scanner, Tape } from '@paidonce/facts';
import { readStored, type StoredFact } from '@paidonce/ledger';
import type { Applied, Settlement } from '@paidonce/settlement';

/** A fact of the log, to be offered to one settlement or more. */
export interface OfferedFact {
  /** Throws where what is in the log is no fact. */
  offerTo(settlement: Settlement): Applied;
}

const LINE_BREAKS = /[\r\n]/g;

/** Newlines between the members of JSON are white space; only whoever has changed the log by hand writes any. */
function lineOf({ data }: RecordedEvent): string {
  return data.includes('\n') ? data.replace(LINE_BREAKS, ' ') : data;
}

/** Goes through batches of events, their facts scanned from bytes as `settle` does it. What it yields of a fact is overwritten by the next one. */
export class OfferedFacts implements OfferedFact {
  readonly #scanner = new Scanner();
  readonly #lines = new ScannedLines();
  #cells: Float64Array | undefined;
  #event: RecordedEvent | undefined;
  #stored: StoredFact | undefined;

  /** The events of a batch in their order, each with its fact where it is one. */
  *of(events: readonly RecordedEvent[]): Generator<[RecordedEvent, OfferedFact | undefined], void> {
    this.#scan(events.filter(({ type }) => isFactType(type)));
    for (const event of events) {
      if (!isFactType(event.type)) yield [event, undefined];
      else {
        this.#event = event;
        this.#stored = undefined;
        this.#lines.next();
        yield [event, this];
      }
    }
  }

  offerTo(settlement: Settlement): Applied {
    const scanned = this.#lines.scanned;
    if (scanned) return settlement.applyScanned(scanned);
    this.#stored ??= readStored(this.#event?.data ?? '');
    return settlement.offer(this.#stored.read, this.#stored.content);
  }

  #scan(facts: readonly RecordedEvent[]): void {
    const bytes = Buffer.from(facts.map((fact) => `${lineOf(fact)}\n`).join(''));
    const tape = new Tape(this.#cells);
    this.#scanner.scan(bytes, tape);
    this.#cells = tape.cells;
    this.#lines.open(bytes, tape.cells, tape.end);
  }
}
