import { hash } from 'node:crypto';
import type { Principal } from '../access/principal.js';
import type { ProofFile } from '../ports/seal.js';

/** A client does not see who recorded what: names of staff are left out of what it is told. */
const seesWho = ({ role }: Principal): boolean => role !== 'client';

/** JSON of what whoever asks may see. */
export function textFor(principal: Principal, thing: object): string {
  if (seesWho(principal)) return JSON.stringify(thing);
  return JSON.stringify(thing, (key, value: unknown) => (key === 'actor' ? null : value));
}

/** A proof whose metadata stand as their hash, which proves as much. */
export function proofFor(principal: Principal, proof: ProofFile): ProofFile {
  if (seesWho(principal)) return proof;
  const events = proof.events.map((one) => {
    const { metadata } = one.event;
    if (typeof metadata !== 'string') return one;
    return { ...one, event: { ...one.event, metadata: { sha256: hash('sha256', metadata, 'hex') } } };
  });
  return { ...proof, events };
}
