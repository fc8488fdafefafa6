import { describe, expect, it } from '@jest/globals';
import { Settlement } from '../engine.js';
import { Scenario, type Json } from '../scenario.fixture.js';

const AT = '2026-01-10';

/** f5 confirms L1; LS is another lead. */
const told = (): Scenario =>
  new Scenario([{ id: 'conf', model: 'confirmed-lead', price: '300' }]).lead('L1').of('L1', 'confirmed', AT).lead('LS');

describe('A line', () => {
  it('that is not JSON, or no fact, is invalid and counted', () => {
    const settlement = new Settlement();
    const refused = (text: string) => {
      const applied = settlement.applyLine(text);
      return applied.kind === 'refused' ? applied.refusal : undefined;
    };
    expect(refused('{"id":')).toMatchObject({
      code: 'invalid',
      path: '',
      message: expect.stringMatching(/^not JSON: /) as unknown,
    });
    expect(['[]', '1', 'null', '"x"', '{}'].map((text) => refused(text)?.code)).toEqual(Array(5).fill('invalid'));
    expect(refused('{"type":"lead.confirmed"}')?.code).toBe('invalid');
    expect([...settlement.refused]).toEqual([
      ['unreadable', 6],
      ['lead.confirmed', 1],
    ]);
  });
});

describe('The same fact again', () => {
  const again = (data: Json, envelope: Json, time = AT) =>
    told().offer('lead.confirmed', time, data, { id: 'f5', ...envelope });

  it('is ignored, whatever its clock of the record, offset or unknown attributes', () => {
    expect(again({ leadId: 'L1' }, {}).kind).toBe('repeated');
    expect(again({ leadId: 'L1' }, { recordedtime: '2026-05-05T00:00:00Z', traceparent: 'x' }).kind).toBe('repeated');
    expect(again({ leadId: 'L1' }, {}, '2026-01-10T09:00:00Z').kind).toBe('repeated');
    const scenario = told();
    scenario.offer('lead.confirmed', AT, { leadId: 'L1' }, { id: 'f5' });
    expect(scenario.settlement.repeated).toBe(1);
  });

  it('with other content is a conflict', () => {
    const conflict = {
      kind: 'refused',
      refusal: { code: 'conflict', path: 'id', message: 'the fact (s, f5) is recorded with other content' },
    };
    expect(again({ leadId: 'LS' }, {})).toEqual(conflict);
    expect(again({ leadId: 'L1', seen: null }, {})).toEqual(conflict);
    expect(again({ leadId: 'L1' }, { type: 'lead.transferred' })).toEqual(conflict);
    expect(again({ leadId: 'L1' }, {}, '2026-01-10T12:00:00.000001')).toEqual(conflict);
  });

  it('from another source is another fact', () => {
    expect(again({ leadId: 'L1' }, { source: 'crm' }).kind).toBe('recorded');
  });

  it('is still the same once it was taken back', () => {
    const scenario = told().retract('f5');
    expect(scenario.offer('lead.confirmed', AT, { leadId: 'L1' }, { id: 'f5' }).kind).toBe('repeated');
  });
});
