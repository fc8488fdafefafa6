import { readFileSync } from 'node:fs';
import { CheckpointInvalid, PROOF_FORM, ProofInvalid, verifierOf, verifyProof, type ProofFile } from '@paidonce/proof';
import type { Context } from '../context.js';
import { exitCodes, Failure, messageOf, usageFailure, type ExitCode } from '../failure.js';
import { strange } from '../remote/answer.js';
import { ask } from '../remote/ask.js';
import { withServer, type RemoteServer, type ServerOptions } from '../remote/remote-server.js';
import { withReplacedFile } from '../remote/replaced.file.js';
import { printable } from '../terminal/printable.js';
import { queryOf } from './answered-lines.js';

export interface ProveOptions extends ServerOptions {
  readonly fact?: string;
  readonly statement?: string;
  readonly position?: string;
  readonly checkpoint?: string;
  readonly output?: string;
  readonly verify?: string;
  readonly key?: readonly string[];
}

/** Fetches a proof, writes it where that is asked for, and says what it proves; or verifies one that is there. */
export async function auditProve(context: Context, options: ProveOptions): Promise<ExitCode> {
  const { texts } = context;
  if (options.verify !== undefined) {
    if (!options.key) throw usageFailure(texts.seal.noKeyGiven);
    return conclude(context, proofIn(context, options.verify), options.key);
  }
  const path = `/v1/audit/proofs/inclusion${wanted(context, options)}`;
  return withServer(context, options, async (server) => {
    const { value } = await ask(context, server, 'GET', path);
    if (!isProof(value)) throw strange(context, JSON.stringify(value));
    const { output } = options;
    if (output !== undefined) {
      await withReplacedFile(context, output, (file) => {
        file.line(JSON.stringify(value));
        return Promise.resolve();
      });
    }
    return conclude(context, value, options.key ?? (await keysOf(context, server)));
  });
}

/** What is to be proven, as a query. */
function wanted(context: Context, { fact, statement, position, checkpoint }: ProveOptions): string {
  if ((fact ?? statement ?? position) === undefined) throw usageFailure(context.texts.seal.nothingToProve);
  const [source, id] = fact === undefined ? [] : pairIn(context, fact);
  const [contract, number] = statement === undefined ? [] : pairIn(context, statement);
  return queryOf({ source, id, contract, statement: number, position, checkpoint });
}

function pairIn({ texts }: Context, text: string): [string, string] {
  const at = text.lastIndexOf('/');
  if (at < 1 || at === text.length - 1) throw usageFailure(texts.seal.noReference(text));
  return [text.slice(0, at), text.slice(at + 1)].map((name) => name.replaceAll('%2F', '/')) as [string, string];
}

async function keysOf(context: Context, server: RemoteServer): Promise<string[]> {
  const { value } = await ask(context, server, 'GET', '/v1/audit/keys');
  return (value as { readonly keys: readonly { readonly vkey: string }[] }).keys.map(({ vkey }) => vkey);
}

function proofIn({ texts }: Context, file: string): ProofFile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw new Failure(exitCodes.noInput, texts.errors.cannotRead(file, messageOf(error)));
    }
  }
  if (!isProof(value)) throw new Failure(exitCodes.refused, texts.seal.noProof(file));
  return value;
}

function isProof(value: unknown): value is ProofFile {
  const { form, checkpoint, events } = (value ?? {}) as Partial<ProofFile>;
  return form === PROOF_FORM && typeof checkpoint === 'string' && Array.isArray(events);
}

function conclude(context: Context, proof: ProofFile, keys: readonly string[]): ExitCode {
  const { out, texts, formats } = context;
  try {
    const { checkpoint, signedBy } = verifyProof(proof, keys.map(verifierOf));
    const count = formats.counted(proof.events.length, texts.seal.events);
    out.line(printable(texts.seal.proven(count, String(checkpoint.size), signedBy.join(', '))));
    for (const { index, event } of proof.events) {
      const { stream, revision, type } = event;
      out.line(printable(texts.seal.provenEvent(String(index), stream, String(revision), type)));
    }
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof ProofInvalid || error instanceof CheckpointInvalid || error instanceof TypeError))
      throw error;
    out.line(printable(texts.seal.notProven(error.message)));
    return exitCodes.refused;
  }
}
