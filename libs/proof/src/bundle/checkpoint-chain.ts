import { openNote, type Checkpoint } from '../checkpoint/checkpoint.js';
import { CheckpointInvalid } from '../checkpoint/checkpoint-invalid.js';
import { verifierOf, type Verifier } from '../checkpoint/note-keys.js';
import { verifyConsistency } from '../tree/consistency.js';
import { ProofInvalid } from '../tree/proof-invalid.js';
import type { Findings } from './findings.js';
import type { Manifest } from './format.js';
import { hashOf, linesOf, readCheckpointLine } from './read-json.js';

const MEMBER = 'checkpoints.ndjson';

/** Throws a CheckpointInvalid where one of the keys is none. */
const verifiersOf = (keys: readonly string[]): Verifier[] => [...new Set(keys)].map(verifierOf);

/**
 * Checks the checkpoints of a bundle: that they are signed, go on from each other, and lead to a key that is trusted; answers the last one. A
 * checkpoint that a trusted key has signed hands over to the keys that it names. `trusted` are those that whoever verifies has given.
 */
export function lastCheckpoint(
  text: string,
  manifest: Manifest,
  trusted: readonly string[],
  findings: Findings,
): Checkpoint | undefined {
  let verifiers: Verifier[];
  try {
    verifiers = verifiersOf([...manifest.keys, ...trusted]);
  } catch (error) {
    if (!(error instanceof CheckpointInvalid)) throw error;
    const says = { en: 'a key in the manifest is none', ru: 'ключ в описи — не ключ' };
    findings.fails('signature', says, { member: 'manifest.json' });
    return undefined;
  }
  const chain = new Chain(manifest, new Set(trusted), verifiers, findings);
  for (const [i, line] of linesOf(text).entries()) chain.add(line, i + 1);
  return chain.end();
}

class Chain {
  #last: Checkpoint | undefined;
  #signedBy: readonly string[] = [];
  #count = 0;

  constructor(
    readonly manifest: Manifest,
    readonly trusted: Set<string>,
    readonly verifiers: readonly Verifier[],
    readonly findings: Findings,
  ) {
    const [first] = manifest.keys;
    if (trusted.size > 0) {
      const says = { en: 'the key is the one that you gave', ru: 'ключ — тот, который дали вы' };
      findings.holds('key', says);
    } else if (first !== undefined) {
      const en = `the key ${first} comes from the bundle itself and is taken on trust; have the key from elsewhere and give it with --key`;
      const ru = `ключ ${first} взят из самой подборки, на веру; возьмите ключ из другого места и укажите его в --key`;
      findings.unknown('key', { en, ru });
      trusted.add(first);
    }
  }

  add(line: string, number: number): void {
    const { findings, manifest, trusted } = this;
    const place = { member: MEMBER, line: number };
    const read = readCheckpointLine(line);
    if (!read) {
      findings.fails('signature', { en: 'this line is no checkpoint', ru: 'эта строка — не контрольная точка' }, place);
      return;
    }
    let opened: ReturnType<typeof openNote>;
    try {
      opened = openNote(read.note, this.verifiers);
    } catch (error) {
      if (!(error instanceof CheckpointInvalid)) throw error;
      const en = `this checkpoint is not signed: ${error.message}`;
      findings.fails('signature', { en, ru: `контрольная точка не подписана: ${error.message}` }, place);
      return;
    }
    const { checkpoint, signedBy, heirs } = opened;
    if (checkpoint.origin !== manifest.origin) {
      const en = `this checkpoint is of the log ${checkpoint.origin}, not of ${manifest.origin}`;
      findings.fails(
        'signature',
        { en, ru: `это контрольная точка журнала ${checkpoint.origin}, а не ${manifest.origin}` },
        place,
      );
    }
    const proof = read.consistency.map(hashOf);
    if (!goesOn(this.#last, checkpoint, proof)) {
      const en =
        'this checkpoint does not go on from the one before: the log was rewritten between them, or one is of another log';
      const ru = 'контрольная точка не продолжает предыдущую: между ними журнал переписан, или одна из них чужая';
      findings.fails('consistency', { en, ru }, place);
    }
    // Whoever is trusted vouches for those who are named in the text; beside it anybody can sign.
    if (signedBy.some((key) => trusted.has(key))) for (const key of heirs) trusted.add(key);
    this.#last = checkpoint;
    this.#signedBy = signedBy;
    this.#count++;
  }

  end(): Checkpoint | undefined {
    const { findings } = this;
    if (!this.#last) {
      findings.fails(
        'signature',
        { en: 'there is no checkpoint', ru: 'нет ни одной контрольной точки' },
        { member: MEMBER },
      );
      return undefined;
    }
    if (!this.#signedBy.some((key) => this.trusted.has(key))) {
      const en =
        'the last checkpoint is signed by no key that is trusted, nor by one that a trusted key handed over to';
      const ru =
        'последняя контрольная точка не подписана ни доверенным ключом, ни ключом, которому тот передал право подписи';
      findings.fails('signature', { en, ru }, { member: MEMBER, line: this.#count });
    }
    const { size } = this.#last;
    findings.holds('signature', {
      en: `the checkpoint of ${size} events is signed`,
      ru: `контрольная точка (событий: ${size}) подписана`,
    });
    const en = `the checkpoints (${this.#count}) go on from each other`;
    findings.holds('consistency', { en, ru: `контрольные точки (${this.#count}) продолжают одна другую` });
    return this.#last;
  }
}

function goesOn(before: Checkpoint | undefined, { size, root }: Checkpoint, proof: readonly Buffer[]): boolean {
  if (!before) return proof.length === 0;
  try {
    return verifyConsistency(before.size, size, before.root, root, proof);
  } catch (error) {
    if (error instanceof ProofInvalid) return false;
    throw error;
  }
}
