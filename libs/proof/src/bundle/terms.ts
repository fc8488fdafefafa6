import type { Fact } from '@paidonce/facts';

/** Gathers `terms.ndjson` from facts as they come: the terms of a contract as they were signed and amended, each as a line of JSON. */
export class TermsText {
  readonly lines: string[] = [];

  constructor(readonly contract: string) {}

  add({ source, id, type, data }: Fact): void {
    if ((type !== 'contract.signed' && type !== 'contract.amended') || data.contractId !== this.contract) return;
    this.lines.push(JSON.stringify({ version: this.lines.length + 1, type, source, id, terms: data.terms }));
  }
}
