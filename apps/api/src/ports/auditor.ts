import type { Auditor as ReplayingAuditor } from '@paidonce/audit';

/** Recomputes from the log what was issued, and what was known when. Clients are told by whoever asks: what belongs to whom is not decided here. */
export abstract class Auditor {
  abstract replay: ReplayingAuditor['replay'];
  abstract period: ReplayingAuditor['period'];
  abstract balance: ReplayingAuditor['balance'];
  abstract lead: ReplayingAuditor['lead'];
  abstract explainLine: ReplayingAuditor['explainLine'];
  abstract explainFact: ReplayingAuditor['explainFact'];
  abstract changes: ReplayingAuditor['changes'];
  abstract timeline: ReplayingAuditor['timeline'];
  abstract account: ReplayingAuditor['account'];
  abstract accounted: ReplayingAuditor['accounted'];
}
