/** The stage on which moves are played: what was recorded so far, and when things may happen. */
import { Temporal } from 'temporal-polyfill';
import { nextToClose } from '../oracle/closings.js';
import { contractOf, endOfPeriod, periodsUpTo, type Contract } from '../oracle/contracts.js';
import { Known } from '../oracle/known.js';
import { judge, type Fact } from '../oracle/oracle.js';
import { byTime } from '../oracle/text.js';
import { type Move, type When } from './moves.arbitrary.js';
import { type ClientPlan, type ContractPlan, type Plan } from './plan.arbitrary.js';
import { localInstant, writeInstant, type WireFact } from './wire.js';

const SOURCES = ['crm', 'phone', '～', '😀'];
const CLOCKS = ['12:00:00', '00:00:00', '23:59:59', '14:30:00', '00:00:00', '02:30:00', '22:00:00', '00:00:01'];
const SECOND = 1_000_000n;
const DAY = 86_400n * SECOND;

/** A contract that was signed on this stage. */
export interface Signed {
  readonly contractId: string;
  readonly clientId: string;
  readonly client: ClientPlan;
  readonly plan: ContractPlan;
}

export interface Draft {
  readonly id: string;
  readonly source?: number;
  readonly time: bigint;
  readonly recorded?: bigint | undefined;
  /** The zone whose offset instants are written with. */
  readonly zone: string;
}

export class Stage {
  readonly wire: WireFact[] = [];
  readonly facts: Fact[] = [];
  readonly contracts: Signed[] = [];
  private last = new Known([]);

  constructor(readonly plan: Plan) {}

  /** Records a fact, unless the rules refuse it. */
  tell(draft: Draft, type: string, data: Readonly<Record<string, unknown>>): boolean {
    const { id, time, recorded, zone } = draft;
    const late = recorded === undefined ? {} : { recordedtime: writeInstant(recorded, zone) };
    const source = SOURCES[(draft.source ?? 0) % SOURCES.length] ?? 'crm';
    return this.record({ specversion: '1.0', id, source, type, time: writeInstant(time, zone), ...late, data });
  }

  record(fact: WireFact): boolean {
    const judged = judge(this.facts, JSON.stringify(fact));
    if ('code' in judged && judged.code !== 'same') return false;
    if ('fact' in judged) this.facts.push(judged.fact);
    this.wire.push(fact);
    return true;
  }

  get known(): Known {
    if (this.last.recorded.length !== this.facts.length) this.last = new Known([...this.facts]);
    return this.last;
  }

  /** The contract as it stands now. */
  contract(contractId: string): Contract {
    const signing = this.known.facts('contract.signed').find(({ data }) => data.contractId === contractId);
    if (signing === undefined) throw new Error(`${contractId} is not signed`);
    return contractOf(this.known, signing);
  }

  signedOf(campaignId: string): Signed {
    const launch = this.known.facts('campaign.launched').find(({ data }) => data.campaignId === campaignId);
    const signed = this.contracts.find(({ contractId }) => contractId === launch?.data.contractId);
    if (signed === undefined) throw new Error(`${campaignId} is not launched`);
    return signed;
  }

  campaignOf(leadId: string): string {
    const lead = this.known.facts('lead.registered').find(({ data }) => data.leadId === leadId);
    if (lead === undefined) throw new Error(`${leadId} is not registered`);
    return lead.data.campaignId;
  }

  dayAt(n: number): string {
    const days = this.plan.hotDays[n % this.plan.hotDays.length] ?? 0;
    return Temporal.PlainDate.from(this.plan.base).add({ days }).toString();
  }

  /** The spans that rules speak of, in days: a moment may lie exactly one of them after another. */
  private spans({ client, plan }: Signed): readonly number[] {
    const window = client.shared.reconciliation.windowDays;
    const deadline = plan.terms.feedback?.['deadlineDays'];
    const returns = plan.terms.returns?.['windowDays'];
    // The longest window would make for very long histories.
    const short = window > 10 ? 5 : window;
    return [0, short, Number(deadline ?? 1), Number(returns ?? 1), short, 1, Number(deadline ?? 2)];
  }

  span(signed: Signed, n: number, shift: number): bigint {
    const spans = this.spans(signed);
    return BigInt(spans[n % spans.length] ?? 0) * DAY + BigInt(Math.round(shift * 1e6));
  }

  /** Where something begins or ends. */
  private edges(signed: Signed): readonly bigint[] {
    const contract = this.contract(signed.contractId);
    const first = periodsUpTo(contract, nextToClose(this.known, signed.contractId).name);
    const ends = first.map((period) => endOfPeriod(contract, period));
    const starts = contract.versions.map(({ from }) => from);
    const window = this.span(signed, 1, 0);
    return [...ends.slice(0, 2), ...starts, ...(contract.end === null ? [] : [contract.end, contract.end + window])];
  }

  /** An instant for a move about a lead or nothing in particular. */
  instant(when: When, signed: Signed, leadId: string | null): bigint {
    const zone = signed.plan.timeZone;
    if (when.at === 'clock') {
      return localInstant(this.dayAt(when.day), CLOCKS[when.clock % CLOCKS.length] ?? '12:00:00', zone);
    }
    if (when.at === 'edge') {
      const edges = this.edges(signed);
      return (edges[when.edge % edges.length] ?? 0n) + BigInt(Math.round(when.shift * 1e6));
    }
    if (when.at === 'window') {
      const results = this.known
        .facts('lead.confirmed', 'lead.transferred', 'lead.arrived')
        .filter(({ data }) => data.leadId !== leadId);
      const opening = results.sort(byTime).at(when.back % Math.max(1, results.length));
      return (opening?.time ?? localInstant(this.dayAt(0), '12:00:00', zone)) + this.span(signed, 1, when.shift);
    }
    const happened = this.facts.filter(
      (fact) => /^(lead|call|shift)\./.test(fact.type) && fact.type !== 'lead.registered',
    );
    const own = happened.filter(({ data }) => 'leadId' in data && data.leadId === leadId);
    // Mostly after a fact of the same lead; else after one of any lead, which may be the same person.
    const among = own.length > 0 && when.back < 8 ? own : happened;
    const fact = among.at(-1 - (when.back % Math.max(1, among.length)));
    if (fact === undefined) return localInstant(this.dayAt(when.back), '12:00:00', zone);
    return fact.time + this.span(signed, when.span, when.shift);
  }

  /** When a clock of a lead started: at its first handover or transfer, happened or recorded, whichever is later. */
  private clockOf(leadId: string | null, after: 'handover' | 'transfer'): bigint | null {
    const handovers = this.known
      .facts('lead.confirmed', 'lead.transferred')
      .filter(({ data }) => data.leadId === leadId)
      .sort(byTime);
    const first = handovers.find(({ type }) => after === 'handover' || type === 'lead.transferred');
    if (first === undefined) return null;
    return first.recorded > first.time ? first.recorded : first.time;
  }

  /** When and under which identity the fact of a move is recorded. */
  draft(move: Move, id: string, signed: Signed, leadId: string | null): Draft {
    const { late, source } = move;
    const clock = late === null || late.after === 'time' ? null : this.clockOf(leadId, late.after);
    const planned = this.instant(move.when, signed, leadId);
    if (late === null) return { id, source, time: planned, zone: signed.plan.timeZone };
    const recorded = (clock ?? planned) + this.span(signed, late.span, late.shift);
    return { id, source, time: planned > recorded ? recorded : planned, recorded, zone: signed.plan.timeZone };
  }
}
