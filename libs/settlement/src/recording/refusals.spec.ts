import { describe, expect, it } from '@jest/globals';
import { Scenario, TERMS, type Json } from '../scenario.fixture.js';

const clauses = [
  { id: 'conf', model: 'confirmed-lead', price: '300' },
  { id: 'min', model: 'operator-minute', rate: '12' },
];
const fee = { id: 'fee', model: 'fixed-fee', amount: '1' };
const AT = '2026-01-10';
const call = { callId: 'a', campaignId: 'K', operatorId: 'o', seconds: { talk: 60 } };
const shift = {
  shiftId: 's',
  campaignId: 'K',
  operatorId: 'o',
  from: '2026-01-10T09:00:00Z',
  to: '2026-01-10T10:00:00Z',
};
const dispute = {
  disputeId: 'D1',
  contractId: 'C',
  clauseId: 'conf',
  fact: { source: 's', id: 'f5' },
  reason: 'checked',
};
const payment = { paymentId: 'P1', clientId: 'bank', contractId: 'C', amount: '100' };
const terms = { ...TERMS, clauses };

/** One of everything: f4 registers the lead, f5 confirms it, f6 is a call, … And a client that has nothing to do with it. */
function told(): Scenario {
  return new Scenario([...clauses, fee])
    .lead('L1')
    .of('L1', 'confirmed', AT)
    .call('a', AT)
    .fact('call.scored', AT, { callId: 'a', campaignId: 'K', score: 80 })
    .fact('shift.worked', AT, shift)
    .fact('dispute.opened', AT, dispute)
    .fact('payment.received', AT, payment)
    .fact('client.registered', AT, { clientId: 'shop', name: 'Shop' })
    .sign('S', clauses, {}, 'shop')
    .launch('KS', { contractId: 'S' })
    .lead('LS', 'LS', 'KS');
}

describe('What is recorded once is refused under another identity', () => {
  it.each<[string, string, Json, string, string]>([
    ['a client', 'client.registered', { clientId: 'bank', name: 'Bank again' }, 'clientId', 'client "bank"'],
    ['a contract', 'contract.signed', { contractId: 'C', clientId: 'bank', terms }, 'contractId', 'contract "C"'],
    [
      'a campaign',
      'campaign.launched',
      { campaignId: 'K', contractId: 'C', product: 'x' },
      'campaignId',
      'campaign "K"',
    ],
    ['a lead', 'lead.registered', { leadId: 'L1', campaignId: 'K', person: {} }, 'leadId', 'lead "L1"'],
    ['a call', 'call.completed', call, 'callId', 'call "a"'],
    [
      'the score of a call',
      'call.scored',
      { callId: 'a', campaignId: 'K', score: 1 },
      'callId',
      'the score of call "a"',
    ],
    ['a shift', 'shift.worked', shift, 'shiftId', 'shift "s"'],
    ['a dispute', 'dispute.opened', dispute, 'disputeId', 'dispute "D1"'],
    ['a payment', 'payment.received', payment, 'paymentId', 'payment "P1"'],
  ])('%s', (_what, type, data, member, what) => {
    expect(told().refusal(type, '2026-01-11', data)).toEqual({
      code: 'duplicate',
      path: `data.${member}`,
      message: `${what} is recorded already`,
    });
  });

  it('but a call and a shift of another campaign have names of their own', () => {
    const scenario = told().launch('K2', { clauses: ['min'] });
    scenario.call('a', AT, { campaignId: 'K2' }).fact('shift.worked', AT, { ...shift, campaignId: 'K2' });
    scenario.fact('call.scored', AT, { callId: 'a', campaignId: 'K2', score: 1 });
  });
});

describe('Taking a fact back frees its name', () => {
  it.each<[string, string, string, Json]>([
    ['of a call', 'f6', 'call.completed', call],
    ['of a score', 'f7', 'call.scored', { callId: 'a', campaignId: 'K', score: 1 }],
    ['of a shift', 'f8', 'shift.worked', shift],
    ['of a dispute', 'f9', 'dispute.opened', dispute],
    ['of a payment', 'f10', 'payment.received', payment],
  ])('%s', (_what, id, type, data) => {
    const scenario = told().retract(id).fact(type, '2026-01-11', data);
    expect(scenario.refusal(type, '2026-01-11', data).code).toBe('duplicate');
    expect(scenario.retract(id).refusal(type, '2026-01-12', data).code).toBe('duplicate');
  });
});

describe('What is not recorded cannot be referred to', () => {
  it.each<[string, string, Json, string]>([
    [
      'a contract of no client',
      'contract.signed',
      { contractId: 'N', clientId: 'x', terms },
      'clientId: no client "x"',
    ],
    ['an amendment of no contract', 'contract.amended', { contractId: 'x', terms }, 'contractId: no contract "x"'],
    [
      'the end of no contract',
      'contract.terminated',
      { contractId: 'x', endsOn: '2026-05-01' },
      'contractId: no contract "x"',
    ],
    [
      'a campaign of no contract',
      'campaign.launched',
      { campaignId: 'N', contractId: 'x', product: 'x' },
      'contractId: no contract "x"',
    ],
    [
      'a campaign of no clause',
      'campaign.launched',
      { campaignId: 'N', contractId: 'C', product: 'x', clauses: ['min', 'x'] },
      'clauses[1]: no usage clause "x"',
    ],
    [
      'a campaign of a period clause',
      'campaign.launched',
      { campaignId: 'N', contractId: 'C', product: 'x', clauses: ['fee'] },
      'clauses[0]: no usage clause "fee"',
    ],
    ['the end of no campaign', 'campaign.closed', { campaignId: 'x' }, 'campaignId: no campaign "x"'],
    [
      'a lead of no campaign',
      'lead.registered',
      { leadId: 'N', campaignId: 'x', person: {} },
      'campaignId: no campaign "x"',
    ],
    ['who no lead is', 'lead.identified', { leadId: 'x', person: {} }, 'leadId: no lead "x"'],
    ['a link of no client', 'person.linked', { clientId: 'x', leadIds: ['L1', 'LS'] }, 'clientId: no client "x"'],
    [
      'a link with no lead',
      'person.linked',
      { clientId: 'bank', leadIds: ['L1', 'x'] },
      'leadIds[1]: no lead of this client "x"',
    ],
    [
      'a link with a lead of another client',
      'person.linked',
      { clientId: 'bank', leadIds: ['L1', 'LS'] },
      'leadIds[1]: no lead of this client "LS"',
    ],
    [
      'a separation of another client’s lead',
      'person.separated',
      { clientId: 'bank', leadIds: ['LS'] },
      'leadIds[0]: no lead of this client "LS"',
    ],
    ['a key of no client', 'key.shared', { clientId: 'x', kind: 'email', value: 'a@b' }, 'clientId: no client "x"'],
    ['a call of no campaign', 'call.completed', { ...call, campaignId: 'x' }, 'campaignId: no campaign "x"'],
    [
      'a call with no lead',
      'call.completed',
      { ...call, callId: 'n', leadId: 'x' },
      'leadId: no lead of this client "x"',
    ],
    [
      'a call with another client’s lead',
      'call.completed',
      { ...call, callId: 'n', leadId: 'LS' },
      'leadId: no lead of this client "LS"',
    ],
    ['the score of no call', 'call.scored', { callId: 'x', campaignId: 'K', score: 1 }, 'callId: no call "x"'],
    [
      'the score of a call of no campaign',
      'call.scored',
      { callId: 'a', campaignId: 'x', score: 1 },
      'campaignId: no campaign "x"',
    ],
    ['a shift of no campaign', 'shift.worked', { ...shift, campaignId: 'x' }, 'campaignId: no campaign "x"'],
    ['that no lead was confirmed', 'lead.confirmed', { leadId: 'x' }, 'leadId: no lead "x"'],
    ['that no lead was transferred', 'lead.transferred', { leadId: 'x' }, 'leadId: no lead "x"'],
    ['that no lead arrived', 'lead.arrived', { leadId: 'x', as: 'arrived' }, 'leadId: no lead "x"'],
    ['that no lead came', 'lead.not-arrived', { leadId: 'x', reason: 'other' }, 'leadId: no lead "x"'],
    ['that no lead was given back', 'lead.returned', { leadId: 'x', reason: 'other' }, 'leadId: no lead "x"'],
    [
      'a decision on no return',
      'return.decided',
      { leadId: 'L1', decision: 'accepted' },
      'leadId: no return of lead "L1"',
    ],
    [
      'a dispute of no contract',
      'dispute.opened',
      { ...dispute, disputeId: 'n', contractId: 'x' },
      'contractId: no contract "x"',
    ],
    [
      'a dispute of no clause',
      'dispute.opened',
      { ...dispute, disputeId: 'n', clauseId: 'x' },
      'clauseId: no usage clause "x"',
    ],
    [
      'a dispute by a period clause',
      'dispute.opened',
      { ...dispute, disputeId: 'n', clauseId: 'fee' },
      'clauseId: no usage clause "fee"',
    ],
    [
      'a dispute of no fact',
      'dispute.opened',
      { ...dispute, disputeId: 'n', fact: { source: 's', id: 'x' } },
      'fact: no fact of contract "C" "s/x"',
    ],
    [
      'a dispute of a fact of another contract',
      'dispute.opened',
      { ...dispute, disputeId: 'n', contractId: 'S' },
      'fact: no fact of contract "S" "s/f5"',
    ],
    [
      'a dispute of a fact of no campaign',
      'dispute.opened',
      { ...dispute, disputeId: 'n', fact: { source: 's', id: 'f2' } },
      'fact: no fact of contract "C" "s/f2"',
    ],
    [
      'a dispute of another client’s silence',
      'dispute.opened',
      { ...dispute, disputeId: 'n', fact: { source: 'deemed', id: 'LS' } },
      'fact: no fact of contract "C" "deemed/LS"',
    ],
    ['a ruling on no dispute', 'dispute.resolved', { disputeId: 'x', decision: 'upheld' }, 'disputeId: no dispute "x"'],
    ['the withdrawal of no dispute', 'dispute.withdrawn', { disputeId: 'x' }, 'disputeId: no dispute "x"'],
    ['taking back no fact', 'fact.retracted', { fact: { source: 's', id: 'x' } }, 'fact: no fact "s/x"'],
    ['closing for no contract', 'period.closed', { contractId: 'x', period: '2026-01' }, 'contractId: no contract "x"'],
    ['correcting no contract', 'correction.issued', { contractId: 'x' }, 'contractId: no contract "x"'],
    [
      'a payment of no client',
      'payment.received',
      { ...payment, paymentId: 'n', clientId: 'x' },
      'clientId: no client "x"',
    ],
    [
      'a payment for no contract',
      'payment.received',
      { ...payment, paymentId: 'n', contractId: 'x' },
      'contractId: no contract of this client "x"',
    ],
    [
      'a payment for another client’s contract',
      'payment.received',
      { ...payment, paymentId: 'n', contractId: 'S' },
      'contractId: no contract of this client "S"',
    ],
  ])('%s', (_what, type, data, fault) => {
    const { code, path, message } = told().refusal(type, '2026-02-01', data);
    expect(`${code} ${path}: ${message}`).toBe(`unknown-reference data.${fault} is recorded`);
  });
});

describe('A retraction', () => {
  it.each([
    ['client.registered', 'f1'],
    ['contract.signed', 'f2'],
    ['campaign.launched', 'f3'],
    ['lead.registered', 'f4'],
  ])('of %s is invalid', (type, id) => {
    expect(told().refusal('fact.retracted', AT, { fact: { source: 's', id } })).toEqual({
      code: 'invalid',
      path: 'data.fact',
      message: `a ${type} cannot be retracted`,
    });
  });

  it('of a closing, a correction or a retraction is invalid', () => {
    const scenario = told().close('2026-01').correct().retract('f5');
    for (const id of ['f15', 'f16', 'f17']) {
      expect(scenario.refusal('fact.retracted', AT, { fact: { source: 's', id } }).code).toBe('invalid');
    }
  });

  it('of the same fact again changes nothing', () => {
    const scenario = told().retract('f5').retract('f5').of('L1', 'confirmed', '2026-01-11');
    expect(scenario.retract('f5').close('2026-01').billed).toContain('conf 1 300.00');
  });
});

describe('A period', () => {
  const close = (scenario: Scenario, period: string, time: string, envelope: Json = {}) =>
    scenario.refusal('period.closed', time, { contractId: 'C', period }, envelope);

  it('closes in order, from the first one of the contract', () => {
    const scenario = told();
    const next = (period: string) => ({
      code: 'period-order',
      path: 'data.period',
      message: `the next period to close is ${period}`,
    });
    for (const wrong of ['2026-02', '2025-12', '2026-W01', '2026-Q1'])
      expect(close(scenario, wrong, '2027-01-01')).toEqual(next('2026-01'));
    scenario.close('2026-01');
    for (const wrong of ['2026-01', '2026-03']) expect(close(scenario, wrong, '2027-01-01')).toEqual(next('2026-02'));
  });

  it('closes when it is over by the clock of the record, to the microsecond', () => {
    const scenario = told();
    const early = {
      code: 'period-not-over',
      path: 'data.period',
      message: '2026-01 ends at 2026-02-01T00:00:00+03:00',
    };
    expect(close(scenario, '2026-01', '2026-01-31T23:59:59')).toEqual(early);
    expect(close(scenario, '2026-01', '2026-01-31T20:59:59.999999Z')).toEqual(early);
    scenario.close('2026-01', '2026-02-01T00:00:00');
    scenario.fact(
      'period.closed',
      '2026-01-01',
      { contractId: 'C', period: '2026-02' },
      { recordedtime: '2026-02-28T21:00:00Z' },
    );
  });

  it('closed none has nothing to correct', () => {
    expect(told().refusal('correction.issued', '2027-01-01', { contractId: 'C' })).toEqual({
      code: 'period-order',
      path: 'data.contractId',
      message: 'no period is closed yet, so there is nothing to correct',
    });
  });
});

describe('Of several faults, the first code in order is named', () => {
  it.each<[string, string, Json, Json, string]>([
    ['invalid before conflict', 'lead.confirmed', {}, { id: 'f5' }, 'invalid'],
    ['invalid before unknown', 'fact.retracted', { fact: { source: 's', id: 'f1' } }, { id: 'f5' }, 'invalid'],
    ['conflict before duplicate', 'call.completed', call, { id: 'f5' }, 'conflict'],
    ['conflict before unknown', 'lead.confirmed', { leadId: 'x' }, { id: 'f5' }, 'conflict'],
    [
      'duplicate before unknown: a contract',
      'contract.signed',
      { contractId: 'C', clientId: 'x', terms },
      {},
      'duplicate',
    ],
    [
      'duplicate before unknown: a campaign',
      'campaign.launched',
      { campaignId: 'K', contractId: 'x', product: 'x' },
      {},
      'duplicate',
    ],
    [
      'duplicate before unknown: a lead',
      'lead.registered',
      { leadId: 'L1', campaignId: 'x', person: {} },
      {},
      'duplicate',
    ],
    ['duplicate before unknown: a call', 'call.completed', { ...call, leadId: 'x' }, {}, 'duplicate'],
    ['duplicate before unknown: a dispute', 'dispute.opened', { ...dispute, contractId: 'x' }, {}, 'duplicate'],
    ['duplicate before unknown: a payment', 'payment.received', { ...payment, clientId: 'x' }, {}, 'duplicate'],
    ['duplicate before terms', 'contract.signed', { contractId: 'C', clientId: 'bank', terms: {} }, {}, 'duplicate'],
    ['unknown before terms', 'contract.signed', { contractId: 'N', clientId: 'x', terms: {} }, {}, 'unknown-reference'],
    ['unknown before terms: an amendment', 'contract.amended', { contractId: 'x', terms: {} }, {}, 'unknown-reference'],
    ['unknown before order', 'period.closed', { contractId: 'x', period: '2030-01' }, {}, 'unknown-reference'],
    ['order before not over', 'period.closed', { contractId: 'C', period: '2030-01' }, {}, 'period-order'],
  ])('%s', (_what, type, data, envelope, code) => {
    expect(told().refusal(type, '2026-01-11', data, envelope).code).toBe(code);
  });
});
