import type { Forms } from './language.js';

export const sealInEnglish = {
  help: {
    check: {
      summary: 'check the whole log of a server against what was sealed and signed',
      description:
        'Has a server read its whole log in order and compare it with its seal: events changed, dropped, put in, swapped or cut off; tiles and\ncheckpoints; signatures; statements as they are shown. Each finding names its place.',
      key: 'a public key of the log that you trust; by default the first that it had',
      json: 'what the server says, one JSON object a line',
      after: `Examples:
  paidonce audit check
  paidonce audit check --key "$(cat log.vkey)"

Exit status: 0 where nothing was found, 2 where something was; others as for \`paidonce import\`.`,
    },
    prove: {
      summary: 'write the proof that a fact, a statement or both are in the log; or verify one',
      description:
        'Fetches a proof and says what it proves. With --verify a proof in a file is verified, with no server; the key has to be\none that you have from elsewhere.',
      fact: 'the fact, as SOURCE/ID; a / in it is written %2F',
      statement: 'the statement, as CONTRACT/NUMBER; beside --fact: the one that bills it',
      position: 'an event by its position in the log',
      checkpoint: 'the size of the checkpoint; by default the first that has it',
      output: 'where to write the proof',
      verify: 'verify the proof in this file',
      key: 'a public key of the log',
      after: `Examples:
  paidonce audit prove --fact crm/f-17 --statement C-1/3 -o item.json
  paidonce audit prove --verify item.json --key "$(cat log.vkey)"

Exit status: 0 where it is proven, 2 where it is not; others as for \`paidonce import\`.`,
    },
    keys: {
      summary: 'show the public keys that checkpoints are verified by, or have another one sign',
      description:
        'Give the first one to auditors and clients: each key hands over to the next one by a checkpoint that both sign.',
      rotate: 'make another key, which signs from now on; for administrators',
    },
  },
  events: { one: 'event', other: 'events' } as Forms,
  findings: { one: 'finding', other: 'findings' } as Forms,
  sound: (events: string, seconds: string, rate: string): string =>
    `The log is as it was sealed and signed: ${events} in ${seconds} s, ${rate} a second.`,
  unsealed: (events: string): string => `${events} at its end are not sealed yet.`,
  unsound: (findings: string, events: string): string => `${findings} in ${events}.`,
  brokeOff: 'The check broke off before the end of the log.',
  found: {
    changed: (place: string, to: string): string => `changed: ${place}, up to position ${to}, is not what was sealed`,
    inserted: (place: string, count: string): string => `put in: ${place}, ${count} in all, was never sealed there`,
    dropped: (place: string, count: string): string => `dropped: ${count} before ${place}`,
    missing: (from: string, to: string): string => `missing: positions ${from} to ${to}`,
    truncated: (last: string, sealed: string): string =>
      `cut off: it ends at position ${last}, and ${sealed} were sealed`,
    revision: (place: string, expected: string): string => `out of order: ${place}; revision ${expected} is due`,
    tile: (level: string, index: string): string => `seal: tile ${index} of level ${level} was changed or is missing`,
    root: (from: string, to: string): string =>
      `rewritten: between the checkpoints of sizes ${from} and ${to} log and seal were changed together`,
    checkpoint: (size: string, flaw: string, message: string): string =>
      `checkpoint of size ${size} (${flaw}): ${message}`,
    key: (vkey: string, size: string): string => `key ${vkey}, from size ${size}: no trusted key has handed over to it`,
    statement: (statement: string, position: string, flaw: string): string =>
      `statement ${statement} (${flaw}): what is shown is not what the log has at position ${position}`,
  },
  place: (position: string, stream: string, revision: string, type: string): string =>
    `position ${position} (${type}, ${stream} revision ${revision})`,
  nothingToProve: 'name what to prove: --fact, --statement or --position; or --verify FILE',
  noReference: (text: string): string => `not of the form NAME/NAME: ${text}`,
  noKeyGiven: '--verify needs --key: a key that comes with a proof proves nothing',
  noProof: (file: string): string => `${file} is not a proof that \`audit prove\` has written`,
  proven: (count: string, size: string, signer: string): string =>
    `It is proven, by the checkpoint of ${size} signed by ${signer}, that these ${count} stood in the log:`,
  provenEvent: (index: string, stream: string, revision: string, type: string): string =>
    `  leaf ${index}: ${type}, ${stream} revision ${revision}`,
  notProven: (why: string): string => `It is not proven: ${why}`,
};
