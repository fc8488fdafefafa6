import { describe, expect, it } from '@jest/globals';
import { Findings } from './findings.js';

const says = { en: 'it', ru: 'оно' };

describe('What was found', () => {
  it('holds where more cannot be told than is told of', () => {
    const findings = new Findings();
    for (let i = 0; i < 30; i++) findings.unknown('replay', says);
    const { holds, findings: told } = findings.result;
    expect(holds).toBe(true);
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toMatchObject({ verdict: 'unknown', says: { en: 'and 10 more of this kind' } });
  });

  it('does not hold where something fails behind all that cannot be told', () => {
    const findings = new Findings();
    for (let i = 0; i < 30; i++) findings.unknown('replay', says);
    findings.fails('replay', says, { line: 7 });
    expect(findings.result.holds).toBe(false);
    expect(findings.result.findings).toContainEqual({ check: 'replay', verdict: 'fails', says, place: { line: 7 } });
  });
});
