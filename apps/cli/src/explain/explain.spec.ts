import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { History } from '../testing/histories.fixture.js';
import { Folder, caseFile, paidonce } from '../testing/terminal.fixture.js';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

/** Two leads of one person: the first is paid as confirmed, the second arrives and is covered; another is pending. */
function onePerson(): History {
  const conf = { id: 'conf', model: 'confirmed-lead', price: '300' };
  const history = new History([conf, { id: 'arr', model: 'arrived-client', price: '1000' }]);
  history.lead('L1', '2026-01-10', '+79161234567');
  history.lead('L2', '2026-01-10', '89161234567');
  history.lead('L3', '2026-01-10', '+79160000000');
  history.add('lead.confirmed', '2026-01-11', { leadId: 'L1' });
  history.close('2026-01', '2026-02-01');
  history.add('lead.arrived', '2026-02-03', { leadId: 'L2', as: 'arrived' }, '/branch/1');
  history.close('2026-02', '2026-03-01');
  history.add('lead.confirmed', '2026-03-02', { leadId: 'L3' });
  return history;
}

let folder: Folder;
let file: string;
beforeEach(() => {
  folder = new Folder();
  file = folder.file('history.ndjson', onePerson().text);
});
afterEach(() => {
  folder.remove();
});

describe('why is this line 0', () => {
  it('is answered for a covered arrival whose line is on no statement', async () => {
    const { status, out, err } = await paidonce(['explain', file, '--line', 'C-1/2026-02/K%2F1/arr']);
    expect(status).toBe(0);
    expect(err).toBe('');
    expect(out).toContain('Line arr · February 2026 · contract C-1 · campaign K/1');
    expect(out).toContain('Nothing is owed');
    expect(out).toContain('covered: 1');
    expect(out).toMatch(/3 Feb 2026, 12:00:00 +\/branch\/1\/f9 +Person arrived +L2 +covered by crm\/f7/);
  });

  it('is answered in Russian', async () => {
    const { out } = await paidonce(['explain', file, '--line', 'C-1/2026-02/K%2F1/arr', '--lang', 'ru']);
    expect(out).toContain('По всей истории не причитается ничего');
    expect(out).toContain('зачтено: 1');
    expect(out).toContain('зачтён: оплачен crm/f7');
  });

  it('is answered from the fact itself: who was first, and that both are one person', async () => {
    const { status, out } = await paidonce(['explain', file, '--fact', '/branch/1/f9']);
    expect(status).toBe(0);
    expect(out).toContain('Fact /branch/1/f9 · Person arrived');
    expect(out).toContain('the person was paid for already by crm/f7 of lead L1');
    expect(out).toMatch(/^ +11 Jan 2026, 12:00:00 +crm\/f7 +Lead confirmed +L1 +C-1 +conf +300\.00 +300\.00$/m);
    expect(out).toMatch(
      /^ +→ +3 Feb 2026, 12:00:00 +\/branch\/1\/f9 +Person arrived +L2 +C-1 +arr +1,000\.00 +0\.00$/m,
    );
    expect(out).toContain('These leads are one person: L1, L2.');
  });
});

describe('a line', () => {
  it('is explained from its facts to its amount, and by the statements that it is on', async () => {
    const { out } = await paidonce(['explain', file, '--line', 'C-1/2026-01/K%2F1/conf']);
    expect(out).toMatch(/^ {2}v1 +1 lead +300\.00$/m);
    expect(out).toMatch(/^ {2}1 +2026-01 +v1 +1 lead +300\.00$/m);
    expect(out).toContain('conf (v1): 1 × 300.');
  });

  it('is one JSON object for machines', async () => {
    const { out } = await paidonce(['explain', file, '--line', 'C-1/2026-02/K%2F1/arr', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      reference: { contractId: 'C-1', campaignId: 'K/1', clauseId: 'arr' },
      owed: [],
      counts: { covered: 1, billed: 0 },
      statements: [],
      items: [{ coveredBy: { source: 'crm', id: 'f7' } }],
    });
  });

  it('shows its first 20 facts, or all of them', async () => {
    const history = new History();
    for (let number = 1; number <= 25; number++) {
      history.lead(`L${number}`, '2026-01-10', `+791612345${10 + number}`);
      history.add('lead.confirmed', '2026-01-11', { leadId: `L${number}` });
    }
    const many = folder.file('many.ndjson', history.text);
    const rows = (out: string): number => out.match(/Lead confirmed/g)?.length ?? 0;
    const first = await paidonce(['explain', many, '--line', 'C-1/2026-01/K%2F1/conf']);
    expect(rows(first.out)).toBe(20);
    expect(first.out).toContain('… and 5 facts more (--all shows every one)');
    const all = await paidonce(['explain', many, '--line', 'C-1/2026-01/K%2F1/conf', '--all']);
    expect(rows(all.out)).toBe(25);
    expect(all.out).not.toContain('--all');
  });

  it('may be a bound of the terms, or have a detail', async () => {
    const minimum = await paidonce([
      'explain',
      caseFile('package-bonus-minimum-cap.ndjson'),
      '--line',
      'C-3/2026-01/-/minimum',
    ]);
    expect(minimum.out + minimum.err).toContain('minimum');
    const detail = await paidonce([
      'explain',
      caseFile('six-models.ndjson'),
      '--line',
      'C-1/2026-01/K-diff/diff/consent',
    ]);
    expect(detail.out).toContain('Line diff: consent · January 2026 · contract C-1 · campaign K-diff');
    expect(plain(detail.out)).toMatch(/10 s \(0:00:10\) +3\.00/);
  });

  it.each([
    ['C-9/2026-01/K-1/conf', 'Contracts: C-1'],
    ['C-1/2027-01/K-1/conf', 'Periods of this contract: 2026-0'],
    ['C-1/2026-01/K-9/conf', 'Campaigns of this contract in this period: K/1'],
    ['C-1/2026-01/K%2F1/kpi', 'Clauses of this campaign in this period: '],
  ])('that does not exist (%s) leads to those that do', async (line, known) => {
    const { status, out, err } = await paidonce(['explain', file, '--line', line]);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(known);
  });
});

describe('a fact', () => {
  it('is one JSON object for machines', async () => {
    const { out } = await paidonce(['explain', file, '--fact', 'crm/f7', '--json']);
    expect(JSON.parse(out)).toMatchObject({ fact: { source: 'crm', id: 'f7' }, position: 7, person: ['L1', 'L2'] });
  });

  it('that waits for a statement says so', async () => {
    const { out } = await paidonce(['explain', file, '--fact', 'crm/f11']);
    expect(out).toContain('not billed yet');
  });

  it('of a kind that nobody pays for is explained, too', async () => {
    const { status, out } = await paidonce(['explain', file, '--fact', 'crm/f1', '--lang', 'ru']);
    expect(status).toBe(0);
    expect(out).toContain('Факты этого типа ни один пункт не оплачивает.');
  });

  it('may be the arrival that silence makes', async () => {
    const { status, out } = await paidonce(['explain', caseFile('silence.ndjson'), '--fact', 'deemed/L2']);
    expect(status).toBe(0);
    expect(out).toContain('Deemed arrival');
  });

  it('that does not exist leads to those with names like it', async () => {
    const { status, err } = await paidonce(['explain', file, '--fact', 'crn/f7']);
    expect(status).toBe(2);
    expect(err).toContain('The fact crn/f7 is not in this history.');
    expect(err).toContain('Facts with a similar name: crm/f7');
    expect(err).toMatch(/Sources of facts: crm, \/branch\/1/);
  });

  it('that was refused says why; other refused lines do not matter', async () => {
    const history = onePerson();
    history.add('lead.confirmed', '2026-03-03', { leadId: 'nobody' });
    const bad = folder.file('bad.ndjson', `${history.text}nothing\n`);
    const refused = await paidonce(['explain', bad, '--fact', 'crm/f12']);
    expect(refused.status).toBe(2);
    expect(refused.err).toContain(`${bad}:12  unknown-reference  data.leadId`);
    const other = await paidonce(['explain', bad, '--fact', 'crm/f7']);
    expect(other.status).toBe(0);
    expect(other.err).toContain('2 lines are refused, which changes nothing here');
  });
});

describe('the question', () => {
  it.each([
    [['explain', 'x']],
    [['explain', 'x', '--line', 'C-1/2026-01/K/c', '--fact', 'a/b']],
    [['explain', 'x', '--line', 'C-1']],
    [['explain', 'x', '--fact', 'f7']],
  ])('must be one: %j', async (argv) => {
    expect((await paidonce(argv)).status).toBe(64);
  });
});
