import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { formatId, nameBasedId } from './name-based-id.js';

describe('The id of an event', () => {
  it('is the UUID of version 5 of what the fact is known by', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string({ unit: 'binary', maxLength: 3000, size: 'max' }), (namespace, name) => {
        expect(formatId(nameBasedId(namespace, name))).toBe(v5(name, namespace));
      }),
    );
  });
});
