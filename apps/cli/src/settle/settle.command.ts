import { resolve } from 'node:path';
import { isPeriodName } from '@paidonce/kernel';
import { account, items, type Account, type Settlement, type Statement } from '@paidonce/settlement';
import type { Context } from '../context.js';
import { exitCodes, usageFailure, type ExitCode } from '../failure.js';
import type { ScanThread } from '../history/scan-thread.js';
import { settleHistory } from '../history/settle-history.js';
import { writeAccount } from './account.table.js';
import { STANDARD_OUTPUT, withFile } from './items.file.js';
import { jsonRefusals, readableRefusals, type RefusalReport } from './refusals.js';
import { writeStatement, writeSum } from './statement.tables.js';

export interface SettleOptions {
  readonly json?: true;
  readonly period?: string;
  readonly contract?: string;
  readonly items?: string;
  readonly account?: true;
  readonly quiet?: true;
}

/** Settles a history and tells what is billed, or which lines are refused. */
export async function settle(
  context: Context,
  files: readonly string[],
  options: SettleOptions,
  thread?: ScanThread,
): Promise<ExitCode> {
  checkOptions(context, files, options);
  const statements: Statement[] = [];
  const refusals = options.json ? jsonRefusals(context, files.length > 1) : readableRefusals(context);
  const settlement = await settleHistory(
    context,
    files,
    {
      statement: (statement) => {
        if (refusals.count === 0 && isAskedFor(statement, options)) statements.push(statement);
      },
      refused: (line) => {
        statements.length = 0;
        refusals.add(line);
      },
    },
    { quiet: options.quiet === true, thread },
  );
  const counts = options.account && account(settlement);
  if (refusals.count > 0) return writeRefused(context, refusals, options, counts);
  if (options.items !== undefined) await writeItems(context, settlement, options.items, options);
  if (options.json) await writeJson(context, statements, counts);
  else if (options.items !== STANDARD_OUTPUT) await writeReadable(context, settlement, statements, options, counts);
  return exitCodes.ok;
}

function checkOptions(
  { texts }: Context,
  files: readonly string[],
  { json, period, items: path, account: isCounted }: SettleOptions,
): void {
  if (period !== undefined && !isPeriodName(period)) throw usageFailure(texts.errors.noPeriod(period));
  if (path === STANDARD_OUTPUT && (json || isCounted)) throw usageFailure(texts.errors.itemsOnStandardOutput);
  if (path !== undefined && path !== STANDARD_OUTPUT && files.some((file) => resolve(file) === resolve(path))) {
    throw usageFailure(texts.errors.itemsOverHistory(path));
  }
}

function isAskedFor({ contractId, period }: Statement, options: SettleOptions): boolean {
  return (options.contract ?? contractId) === contractId && (options.period ?? period) === period;
}

function writeRefused(
  context: Context,
  refusals: RefusalReport,
  options: SettleOptions,
  counts: Account | undefined,
): ExitCode {
  const { out, err, texts } = context;
  refusals.end();
  if (options.json) out.write(`${counts ? `,\n"account":${JSON.stringify(counts)}` : ''}}\n`);
  else if (counts) writeAccount(context, counts);
  if (options.items !== undefined) err.line(texts.settle.noItemsWhenRefused);
  return exitCodes.refused;
}

/** One object, a statement a line: it need not fit into one text. */
async function writeJson(
  { out }: Context,
  statements: readonly Statement[],
  counts: Account | undefined,
): Promise<void> {
  out.write('{"statements":[');
  for (const [index, statement] of statements.entries()) {
    out.write(`${index === 0 ? '\n' : ',\n'}${JSON.stringify(statement)}`);
    if (out.isFull) await out.flush();
  }
  out.write(`${statements.length > 0 ? '\n' : ''}]${counts ? `,\n"account":${JSON.stringify(counts)}` : ''}}\n`);
}

async function writeItems(
  context: Context,
  settlement: Settlement,
  path: string,
  { contract, period }: SettleOptions,
): Promise<void> {
  await withFile(context, path, async (file) => {
    for (const item of items(settlement)) {
      if ((contract ?? item.contractId) !== item.contractId || (period ?? item.forPeriod) !== item.forPeriod) continue;
      file.line(JSON.stringify(item));
      if (file.isFull) await file.flush();
    }
  });
}

async function writeReadable(
  context: Context,
  settlement: Settlement,
  statements: readonly Statement[],
  options: SettleOptions,
  counts: Account | undefined,
): Promise<void> {
  const { out } = context;
  for (const statement of statements) {
    writeStatement(context, statement);
    if (out.isFull) await out.flush();
  }
  if (statements.length > 0) writeSum(context, statements);
  else writeWhyNone(context, settlement, options);
  if (!counts) return;
  out.line();
  writeAccount(context, counts);
}

/** No statement: says why, and what to do. */
function writeWhyNone({ out, texts }: Context, settlement: Settlement, { contract, period }: SettleOptions): void {
  const { settle: say } = texts;
  const { contracts } = settlement.world;
  if (settlement.world.position === 0) out.line(say.noFacts);
  else if (contract !== undefined && !contracts.has(contract)) {
    const known = [...contracts.keys()].slice(0, 10).join(', ');
    out.line(say.noSuchContract(contract, known));
  } else if (contracts.size === 0) out.line(say.noContracts);
  else if (contract !== undefined || period !== undefined) out.line(say.nothingFiltered);
  else out.line(say.nothingClosed);
}
