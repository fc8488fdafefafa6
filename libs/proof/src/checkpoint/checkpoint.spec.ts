import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openNote, writeNote } from './checkpoint.js';
import type { CheckpointInvalid } from './checkpoint-invalid.js';
import { signerOf, verifierOf } from './note-keys.js';
import { openSignedNote, signNote } from './signed-note.js';

/** The example of Go’s `golang.org/x/mod/sumdb/note`. */
const NEUMANN = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const TEXT =
  'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n'.replace(
    '’',
    "'",
  );
const LINE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

const signer = signerOf('example.com/log', Buffer.alloc(32, 1));
const other = signerOf('example.com/log', Buffer.alloc(32, 2));
const [verifier, otherVerifier] = [verifierOf(signer.vkey), verifierOf(other.vkey)];
const checkpoint = { origin: 'example.com/log', size: 20_852_163, root: Buffer.alloc(32, 7) };

const flawOf = (read: () => unknown): string => {
  try {
    read();
    return 'none';
  } catch (error) {
    return (error as CheckpointInvalid).reason;
  }
};

describe('A signed note', () => {
  it('is written and read as Go’s', () => {
    const neumann = signerOf('PeterNeumann', SEED);
    expect(neumann.vkey).toBe(NEUMANN);
    expect(signNote(TEXT, [neumann])).toBe(`${TEXT}\n${LINE}`);
    expect(openSignedNote(`${TEXT}\n${LINE}`, [verifierOf(NEUMANN)])).toEqual({ text: TEXT, signedBy: [NEUMANN] });
  });

  it('may have empty lines in its text', () => {
    const text = 'one\n\ntwo\n';
    expect(openSignedNote(signNote(text, [signer]), [verifier]).text).toBe(text);
  });
});

describe('A checkpoint', () => {
  it('is three lines, an empty one, and a line for each key that signs', () => {
    const note = writeNote(checkpoint, [signer, other]);
    expect(note.split('\n').slice(0, 4)).toEqual([
      'example.com/log',
      '20852163',
      'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=',
      '',
    ]);
    expect(openNote(note, [verifier])).toEqual({ checkpoint, signedBy: [signer.vkey], heirs: [] });
    expect(openNote(note, [otherVerifier, verifier]).signedBy).toEqual([signer.vkey, other.vkey]);
  });

  it('hands over to the keys that are named in what is signed', () => {
    const note = writeNote(checkpoint, [signer], [other.vkey]);
    expect(openNote(note, [verifier])).toEqual({ checkpoint, signedBy: [signer.vkey], heirs: [other.vkey] });
    const added = writeNote(checkpoint, [signer]).replace('\n\n', `\npaidonce-heir/1 ${other.vkey}\n\n`);
    expect(flawOf(() => openNote(added, [verifier]))).toBe('bad-signature');
  });

  it('is not trusted where no known key signed it, or a known one something else', () => {
    const note = writeNote(checkpoint, [other]);
    expect(flawOf(() => openNote(note, [verifier]))).toBe('unknown-key');
    const forged = note.replace('20852163', '20852164');
    expect(flawOf(() => openNote(forged, [verifier, otherVerifier]))).toBe('bad-signature');
    const half = writeNote(checkpoint, [signer]) + forged.slice(forged.indexOf('—'));
    expect(openNote(half, [verifier]).checkpoint).toEqual(checkpoint);
  });

  it('with any character of it changed is not what it was', () => {
    const note = writeNote(checkpoint, [signer]);
    fc.assert(
      fc.property(
        fc.nat(note.length - 1),
        fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }),
        (at, by) => {
          fc.pre(note[at] !== by);
          expect(flawOf(() => openNote(note.slice(0, at) + by + note.slice(at + 1), [verifier]))).not.toBe('none');
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['two lines', 'log\n1\n'],
    ['a size with a zero before it', 'log\n01\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n'],
    ['a size that is no exact number', 'log\n99999999999999999\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n'],
    ['a root that is too short', 'log\n1\nBwc=\n'],
    ['a root in base64 that nobody writes', 'log\n1\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwd=\n'],
    ['an empty line behind', 'log\n1\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n\nmore\n'],
  ])('of %s is none, whoever signed it', (_, text) => {
    expect(flawOf(() => openNote(signNote(text, [signer]), [verifier]))).toBe('malformed');
  });

  it('has an origin of one line', () => {
    expect(() => writeNote({ ...checkpoint, origin: 'a\nb' }, [signer])).toThrow(RangeError);
  });
});

describe('A key of a log', () => {
  it.each(['', 'no key', signer.vkey.replace('log', 'lag'), signer.vkey.slice(0, -4), `a b${signer.vkey}`])(
    'is not what does not say its own id: %s',
    (vkey) => {
      expect(flawOf(() => verifierOf(vkey))).toBe('malformed');
    },
  );

  it.each(['', 'a b', 'a+b', 'a\nb'])('has no name such as %j', (name) => {
    expect(() => signerOf(name, Buffer.alloc(32))).toThrow(RangeError);
  });
});
