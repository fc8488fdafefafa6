import { describe, expect, it } from '@jest/globals';
import type { JournalEntry } from '@paidonce/audit';
import { Denials } from './denials.js';

const denied = (action: string): JournalEntry => ({
  ...{ at: '2026-03-15T12:00:00Z', kind: 'access', action, outcome: 'denied', problem: 'forbidden', actor: null },
  ...{ subjects: [], clients: [], counts: {}, reason: null, correlationId: 'c' },
});

describe('What was denied', () => {
  it('is entered once, and at the end of the minute how often it came again', () => {
    const entered: string[] = [];
    const denials = new Denials(({ action, counts }) => entered.push(`${action} ${counts['repeated'] ?? ''}`));
    for (let i = 0; i < 1000; i++) denials.add('a', denied('a'));
    denials.add('b', denied('b'));
    expect(entered).toEqual(['a ', 'b ']);
    denials.close();
    expect(entered).toEqual(['a ', 'b ', 'a 999']);
    denials.add('a', denied('a'));
    denials.close();
    expect(entered).toEqual(['a ', 'b ', 'a 999', 'a ']);
  });

  it('in endless kinds is entered as one', () => {
    const entered: JournalEntry[] = [];
    const denials = new Denials((entry) => entered.push(entry));
    for (let i = 0; i < 5000; i++) denials.add(`kind ${i}`, denied('a'));
    denials.close();
    expect(entered.length).toBe(1002);
    expect(entered.at(-1)?.counts).toEqual({ repeated: 3999 });
  });
});
