// Sizes of proofs, and verifying a bundle against parsing it. What is verified is made in memory, by the library that servers use.
import { createHash, randomBytes } from 'node:crypto';
import { built, median } from './bench-parts.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const METADATA = JSON.stringify({ actor: 'crm', correlationId: 'c' });

/** Bytes of the proof of one item: the inclusion of its fact and of its statement in one checkpoint, with the checkpoint. */
export async function proofBytes(size) {
  const { inclusionProof, signerOf, writeNote } = await built('proof');
  const hashesAt = (nodes) => nodes.map(() => randomBytes(32));
  const base64 = (hashes) => hashes.map((hash) => hash.toString('base64'));
  const note = writeNote({ origin: 'bench', size, root: randomBytes(32) }, [signerOf('bench', randomBytes(32))]);
  const [fact, statement] = [await inclusionProof(3, size, hashesAt), await inclusionProof(size - 2, size, hashesAt)];
  const bytes = Buffer.byteLength(JSON.stringify({ note, fact: base64(fact), statement: base64(statement) }));
  console.log(`proof of one item among ${size} events: ${bytes} bytes`);
  return bytes;
}

/** A bundle of so many facts of the demo, one block a member. */
async function bundleOf(facts) {
  const { demoCases } = await built('demo');
  const { Settlement } = await built('settlement');
  const proof = await built('proof');
  const settlement = new Settlement();
  const members = { log: '', history: '', statements: '' };
  const tree = new proof.GrowingTree();
  const signed = [];
  let [revision, issued, clientId, end] = [0, [], '', undefined];
  const event = (type, data, rules) => {
    const id = `00000000-0000-5000-8000-${String(revision).padStart(12, '0')}`;
    const line = { index: revision, revision, id, type, data: sha256(data), metadata: sha256(METADATA), ...rules };
    members.log += `${JSON.stringify(line)}\n`;
    const stream = proof.accountStream(clientId);
    tree.add(proof.leafHash(proof.entryOf({ stream, revision, id, type, data, metadata: METADATA })));
    revision++;
  };
  const provider = demoCases.find(({ name }) => name === 'provider');
  for (const fact of provider.generate({ seed: 7, leads: Math.ceil(facts / 3.9) })) {
    if (fact.type === 'client.registered') ({ clientId } = fact.data);
    const applied = settlement.apply(fact);
    if (applied.kind !== 'recorded') continue;
    const text = JSON.stringify(fact);
    members.history += `${text}\n`;
    event(fact.type, text);
    if (fact.type.startsWith('contract.')) signed.push(fact);
    if (!applied.statement) continue;
    const statement = JSON.stringify(applied.statement);
    members.statements += `${statement}\n`;
    issued.push(applied.statement);
    event('statement.issued', statement, { rules: '1' });
    end = { log: members.log.length, history: members.history.length, revision, root: tree.root() };
  }
  // A bundle ends with a statement.
  members.log = members.log.slice(0, end.log);
  members.history = members.history.slice(0, end.history);
  const { contractId: contract } = issued.at(-1);
  const own = issued.filter((statement) => statement.contractId === contract);
  const terms = new proof.TermsText(contract);
  for (const fact of signed) terms.add(fact);
  return packedBundle(proof, { members, terms, issued, own, contract, clientId, end });
}

/** The archive of what was gathered, signed by a key of its own. */
async function packedBundle(proof, { members, terms, issued, own, contract, clientId, end }) {
  const signer = proof.signerOf('bench', randomBytes(32));
  const note = proof.writeNote({ origin: 'bench', size: end.revision, root: end.root }, [signer]);
  const manifest = {
    ...{ format: proof.BUNDLE_FORMAT, origin: 'bench', client: clientId, contract, from: null, to: null },
    ...{ first: 1, last: own.length, events: end.revision, facts: end.revision - issued.length },
    statements: issued.length,
    ...{ rules: ['1'], voids: [], keys: [signer.vkey], persons: false },
  };
  const text = (lines) => lines.map((line) => `${line}\n`).join('');
  const blocks = proof.packed([
    proof.memberOf('README.txt', proof.README),
    proof.memberOf('manifest.json', proof.manifestText(manifest)),
    proof.memberOf('checkpoints.ndjson', text([JSON.stringify({ note, consistency: [] })])),
    proof.memberOf('proof.txt', ''),
    proof.memberOf('log.ndjson', members.log),
    proof.memberOf('terms.ndjson', text(terms.lines)),
    proof.memberOf('statements.ndjson', members.statements),
    proof.memberOf('history.ndjson', members.history),
  ]);
  const bundle = [];
  for await (const block of blocks) bundle.push(block);
  return { bundle: Buffer.concat(bundle), members, key: signer.vkey, facts: manifest.facts };
}

function parseAll(members) {
  for (const bytes of members) for (const line of bytes.toString().split('\n')) if (line !== '') JSON.parse(line);
}

/** Seconds of verifying a bundle, and of turning the same members into JSON values. */
export async function verification(facts, rounds) {
  const { verifyBundle } = await built('proof');
  const made = await bundleOf(facts);
  const members = Object.values(made.members).map((text) => Buffer.from(text));
  const blocks = [];
  for (let at = 0; at < made.bundle.length; at += 1 << 20) blocks.push(made.bundle.subarray(at, at + (1 << 20)));
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    parseAll(members);
    const parsed = performance.now();
    const { holds, findings } = await verifyBundle(blocks, { keys: [made.key] });
    const verified = performance.now();
    if (!holds) throw new Error(JSON.stringify(findings.filter(({ verdict }) => verdict === 'fails').slice(0, 3)));
    runs.push({ parse: (parsed - started) / 1000, verify: (verified - parsed) / 1000 });
  }
  const figures = {
    facts: made.facts,
    megabytes: made.bundle.length / 1e6,
    parseSeconds: median(runs.map(({ parse }) => parse)),
    verifySeconds: median(runs.map(({ verify }) => verify)),
    ratio: median(runs.map(({ parse, verify }) => verify / parse)),
  };
  console.log(
    `bundle of ${figures.facts} facts, ${figures.megabytes.toFixed(0)} MB: JSON.parse ${figures.parseSeconds.toFixed(2)} s, ` +
      `verify ${figures.verifySeconds.toFixed(2)} s, ratio ${figures.ratio.toFixed(2)}`,
  );
  return figures;
}
