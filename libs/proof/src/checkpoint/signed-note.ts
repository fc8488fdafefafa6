import { bytesOf } from './base64.js';
import { CheckpointInvalid } from './checkpoint-invalid.js';
import type { Signer, Verifier } from './note-keys.js';

/** A signature line: em dash, name, base64 of key id and signature. */
const LINE = /^— (\S+) (\S+)$/u;
const KEY_ID_BYTES = 4;
const MOST_SIGNATURES = 100;

/** C2SP signed-note: text that ends with a line break, an empty line, a line for each signature. */
export function signNote(text: string, signers: readonly Signer[]): string {
  return `${text}\n${signers.map((signer) => lineOf(signer, text)).join('')}`;
}

/**
 * The text of a note and the public keys (`vkey`) of those that have signed it. Signatures of other keys say nothing. Throws {@link CheckpointInvalid}
 * where none of the verifiers has signed, or the signature of one is not over this text.
 */
export function openSignedNote(note: string, verifiers: readonly Verifier[]): { text: string; signedBy: string[] } {
  const end = note.lastIndexOf('\n\n') + 1;
  const [text, signatures] = [note.slice(0, end), note.slice(end + 1)];
  if (text === '' || !signatures.endsWith('\n') || hasControls(note)) throw malformed('no text with signatures');
  const signedBy = new Set<string>();
  for (const { name, keyId, signature } of signaturesIn(signatures)) {
    const verifier = verifiers.find((each) => each.name === name && each.keyId === keyId);
    if (!verifier) continue;
    if (!verifier.verify(text, signature)) {
      throw new CheckpointInvalid('bad-signature', `the signature of ${name} (key ${keyId}) is not over this text`);
    }
    signedBy.add(verifier.vkey);
  }
  if (signedBy.size === 0) throw new CheckpointInvalid('unknown-key', 'no key that is known has signed it');
  return { text, signedBy: [...signedBy] };
}

function lineOf(signer: Signer, text: string): string {
  const { name, keyId } = signer;
  return `— ${name} ${Buffer.concat([Buffer.from(keyId, 'hex'), signer.sign(text)]).toString('base64')}\n`;
}

function signaturesIn(lines: string): { name: string; keyId: string; signature: Buffer }[] {
  const found = lines.slice(0, -1).split('\n');
  if (found.length > MOST_SIGNATURES) throw malformed('too many signatures');
  return found.map((line) => {
    const [, name = '', base64 = ''] = LINE.exec(line) ?? [];
    const bytes = bytesOf(base64);
    if (!bytes || bytes.length <= KEY_ID_BYTES) throw malformed(`not a signature: ${JSON.stringify(line)}`);
    return { name, keyId: bytes.toString('hex', 0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
  });
}

// eslint-disable-next-line no-control-regex -- C2SP signed-note: no control character but the line break.
const hasControls = (note: string): boolean => /[\0-\x09\x0b-\x1f]/.test(note);

const malformed = (why: string): CheckpointInvalid => new CheckpointInvalid('malformed', `not a signed note: ${why}`);
