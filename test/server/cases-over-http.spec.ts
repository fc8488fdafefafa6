import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Settlement, type Statement } from '@paidonce/settlement';
import { linesOf, RealServer, type Imported } from './real-server.fixture.js';

const folder = new URL('../cases/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const cases = readdirSync(folder).flatMap((name) => /^(.+)\.expected\.json$/.exec(name)?.[1] ?? []);

async function withServer(work: (server: RealServer) => Promise<void>): Promise<void> {
  const server = await RealServer.start();
  try {
    await work(server);
  } finally {
    await server.stop();
  }
}

function settle(history: string): Statement[] {
  const settlement = new Settlement();
  return history
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const applied = settlement.applyLine(line);
      if (applied.kind === 'refused') throw new Error(JSON.stringify(applied.refusal));
      return applied.kind === 'recorded' && applied.statement ? [applied.statement] : [];
    });
}

describe('A case, imported over HTTP', () => {
  it.each(cases)(
    '%s, yields its statements, and so does its export',
    async (name) => {
      await withServer(async (server) => {
        const answers = await server.import(read(`${name}.ndjson`));
        expect(answers.at(-1)).toMatchObject({ refused: 0 });
        const { statements } = JSON.parse(read(`${name}.expected.json`)) as { statements: object[] };
        expect(await server.statements()).toMatchObject(statements);
        const exported = await server.history();
        expect(settle(exported)).toMatchObject(statements);
        // What was exported is known here, and nothing of it is recorded twice.
        const again = await server.import(exported);
        expect(again.at(-1)).toMatchObject({ accepted: 0, refused: 0, duplicate: linesOf(exported).length });
      });
    },
    60_000,
  );

  it('of refused facts, has each of them refused for its reason, and keeps them', async () => {
    await withServer(async (server) => {
      const answers = await server.import(read('refused.ndjson'));
      const refused = answers.filter(({ status }) => status === 'refused');
      const { errors } = JSON.parse(read('refused.errors.json')) as { errors: Imported[] };
      expect(refused).toMatchObject(errors);
      const { items } = await server.json<{ items: Imported[] }>('/v1/quarantine?limit=500');
      // What is refused by its form is so before what has to be judged.
      const kept = items.map(({ line, code }) => ({ line, code })).sort((x, y) => x.line - y.line);
      expect(kept).toEqual(refused.map(({ line, code }) => ({ line, code })));
    });
  }, 60_000);
});
