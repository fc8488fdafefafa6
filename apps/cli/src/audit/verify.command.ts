import { CheckpointInvalid, verifierOf, verifyBundle, type Finding, type Place, type Verdict } from '@paidonce/proof';
import type { Context } from '../context.js';
import { exitCodes, usageFailure, type ExitCode } from '../failure.js';
import { blocksIn } from '../history/read-history.js';
import { printable } from '../terminal/printable.js';
import type { Style } from '../terminal/output.js';

export interface VerifyOptions {
  readonly key?: readonly string[];
  readonly json?: true;
  readonly quiet?: true;
}

const SHOWN: Readonly<Record<Verdict, { readonly mark: string; readonly style: Style }>> = {
  holds: { mark: '✓', style: 'green' },
  fails: { mark: '✗', style: 'red' },
  unknown: { mark: '?', style: 'yellow' },
};

/** Verifies a bundle of evidence, offline. Exit status 0: nothing speaks against it; 2: something does not hold. */
export async function auditVerify(context: Context, file: string, options: VerifyOptions): Promise<ExitCode> {
  const { out, texts } = context;
  const { key: keys = [] } = options;
  for (const key of keys) checkKey(context, key);
  const blocks = blocksIn(context, file, { quiet: options.quiet === true, label: texts.verify.verifying });
  const { holds, findings } = await verifyBundle(blocks, { keys });
  if (options.json) out.line(JSON.stringify({ holds, findings }));
  else writeFindings(context, findings, holds);
  return holds ? exitCodes.ok : exitCodes.refused;
}

function checkKey({ texts }: Context, key: string): void {
  try {
    verifierOf(key);
  } catch (error) {
    if (error instanceof CheckpointInvalid) throw usageFailure(texts.verify.noKey(printable(key)));
    throw error;
  }
}

function writeFindings(context: Context, findings: readonly Finding[], holds: boolean): void {
  const { out, texts, language, formats } = context;
  for (const { verdict, place, says } of findings) {
    const { mark, style } = SHOWN[verdict];
    out.line(`${out.styled(style, mark)} ${printable(says[language])}`);
    if (place) out.line(`    ${out.styled('dim', printable(placeText(context, place)))}`);
  }
  const count = (wanted: Verdict): number => findings.filter(({ verdict }) => verdict === wanted).length;
  out.line();
  out.line(holds ? texts.verify.holds : texts.verify.fails(formats.count(count('fails'))));
  if (count('unknown') > 0) out.line(texts.verify.unknown);
}

function placeText({ texts }: Context, { member, line, revision, contract, statement, key, byte }: Place): string {
  const { place } = texts.verify;
  const parts = [
    member,
    line === undefined ? undefined : place.line(line),
    revision === undefined ? undefined : place.event(revision),
    contract === undefined ? undefined : place.contract(contract),
    statement === undefined ? undefined : place.statement(statement),
    key === undefined ? undefined : place.key(key),
    byte === undefined ? undefined : place.byte(byte),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
