import { describe, expect, it } from '@jest/globals';
import { metadataCausedBy, metadataOf } from './event-metadata.js';

const actor = { name: 'crm', id: 't-1', role: 'recorder', mayImport: false };

describe('The metadata of an event', () => {
  it('say which token recorded it, and with which role: its name is free', () => {
    expect(JSON.parse(metadataOf({ actor, correlationId: 'r-1' }))).toEqual({
      ...{ actor: 'crm', actorId: 't-1', actorRole: 'recorder', correlationId: 'r-1' },
    });
  });

  it('say what led to it: a refused fact, a draft, a command; of a statement, its closing', () => {
    const origin = { actor, correlationId: 'r-1', causationId: 'q-1' };
    expect(JSON.parse(metadataOf(origin))).toMatchObject({ causationId: 'q-1' });
    const closing = { id: 'closing', metadata: metadataOf(origin) };
    const ofStatement = JSON.parse(metadataCausedBy(closing, { rules: '2' })) as object;
    expect(ofStatement).toEqual({ ...(JSON.parse(closing.metadata) as object), causationId: 'closing', rules: '2' });
  });

  it('say no token where the program itself records', () => {
    expect(metadataOf({ actor: { name: 'demo', mayImport: true }, correlationId: 'demo' })).toBe(
      '{"actor":"demo","correlationId":"demo"}',
    );
  });
});
