import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { factTypes } from '@paidonce/facts';
import { readFileSync, writeFileSync } from 'node:fs';
import { Server } from '../testing/server.fixture.js';

const file = new URL('../../../../docs/generated/openapi.json', import.meta.url);

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly responses: Readonly<Record<string, unknown>>;
}

let server: Server;
let document: {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};
beforeAll(async () => {
  server = await Server.start();
  document = JSON.parse((await server.get('/openapi.json', null)).text) as typeof document;
});
afterAll(() => server.close());

const operations = (): [string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );

describe('The description of the API', () => {
  it('is committed as the code yields it (UPDATE_DOCS=1 writes it anew)', () => {
    const content = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, content);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('is OpenAPI 3.1, and tells each operation by a name of its own', () => {
    expect(document.openapi).toBe('3.1.0');
    const names = operations().map(([, { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(operations().filter(([, { summary }]) => !summary)).toEqual([]);
  });

  it('has the schema of each type of fact', () => {
    expect(factTypes.filter((type) => !(type in document.components.schemas))).toEqual([]);
  });

  it('refers to nothing that it does not have', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference]) => reference ?? '',
    );
    const missing = references.filter((reference) => {
      const name = reference.replace('#/components/schemas/', '');
      return !(name in document.components.schemas);
    });
    expect(missing).toEqual([]);
  });

  it('says of each operation under /v1 what it refuses', () => {
    const silent = operations().filter(([name, { responses }]) => name.includes('/v1/') && !('401' in responses));
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  it('says what any operation may answer, and what bodies, tags and states may come to', () => {
    const lacking = (wanted: readonly string[], chosen: (name: string) => boolean): string[] =>
      operations()
        .filter(([name, { responses }]) => chosen(name) && wanted.some((status) => !(status in responses)))
        .map(([name]) => name);
    expect(lacking(['405', '503'], (name) => name.includes('/v1/'))).toEqual([]);
    expect(lacking(['413', '415'], (name) => /^(post|put) \/v1/.test(name))).toEqual([]);
    expect(lacking(['304'], (name) => name === 'get /v1/contracts/{contractId}/statements/{number}')).toEqual([]);
    expect(lacking(['412'], (name) => /contractId}\/(amend|terminate)$/.test(name))).toEqual([]);
  });

  it('is a page for people, too', async () => {
    const { text, headers } = await server.get('/docs', null);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(operations().filter(([, { summary }]) => !text.includes(summary ?? ''))).toEqual([]);
    expect(text).not.toMatch(/<script|https?:\/\/(?!www\.w3)/);
  });
});
