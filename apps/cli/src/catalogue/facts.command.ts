import {
  factCatalogueMarkdown,
  factDeclarations,
  factExamples,
  factSchemas,
  factTypes,
  isFactType,
  type FactType,
} from '@paidonce/facts';
import type { Context } from '../context.js';
import { exitCodes, usageFailure, type ExitCode } from '../failure.js';
import { nearest } from '../explain/near.js';
import { wrapped, writeTable } from '../terminal/table.js';

export interface FactsOptions {
  readonly schema?: true;
  readonly json?: true;
}

/** Lists the types of fact, shows one, or prints the JSON Schema. */
export function facts(context: Context, type: string | undefined, options: FactsOptions): ExitCode {
  const { out, texts } = context;
  if (type !== undefined && !isFactType(type)) {
    throw usageFailure(texts.catalogue.noSuchType(type, nearest(type, factTypes, 1).join('')));
  }
  if (options.schema) out.line(JSON.stringify(factSchemas(), null, 2));
  else if (options.json) out.line(JSON.stringify(describe(type), null, 2));
  else if (type === undefined) writeTypes(context);
  else writeType(context, type);
  return exitCodes.ok;
}

function describe(type: FactType | undefined): object {
  const chosen = factTypes.filter((each) => (type ?? each) === each);
  return chosen.map((each) => {
    const { title, meaning, introduces, naturalKey, retractable, billable } = declarationOf(each);
    const example = exampleOf(each);
    return { type: each, title, meaning, introduces, naturalKey, retractable, billable, example };
  });
}

function declarationOf(type: FactType): NonNullable<ReturnType<typeof factDeclarations.get>> {
  const declaration = factDeclarations.get(type);
  if (!declaration) throw new Error(`${type} is not in the catalogue`);
  return declaration;
}

function exampleOf(type: FactType): unknown {
  return factExamples.find((example) => example.type === type);
}

function writeTypes({ out, texts, language }: Context): void {
  out.line(out.styled('bold', texts.catalogue.title));
  writeTable(out, {
    columns: [{ title: texts.columns.type }, { title: texts.columns.title }],
    rows: factTypes.map((type) => [type, declarationOf(type).title[language]]),
  });
  out.line();
  out.line(texts.catalogue.hint);
}

function writeType({ out, texts, language }: Context, type: FactType): void {
  const { title, meaning } = declarationOf(type);
  out.line(`${out.styled('bold', title[language])} · ${type}`);
  out.line(wrapped(out, meaning[language], '  '));
  out.line();
  const [head = [], ...rows] = memberTable(factCatalogueMarkdown(language), type);
  writeTable(out, {
    columns: head.map((column, index) => (index === 0 ? { title: column } : { title: column, wraps: true })),
    rows,
  });
  out.line();
  out.line(out.styled('bold', texts.catalogue.example));
  out.line(JSON.stringify(exampleOf(type)));
}

/** Head and rows of the table of members that the page of the catalogue has for a type. */
function memberTable(page: string, type: FactType): string[][] {
  const section = page.split('\n### ').find((part) => part.startsWith(`\`${type}\`\n`)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines
    .filter((_, index) => index !== 1)
    .map((line) =>
      line
        .slice(2, -2)
        .split(/ (?<!\\)\| /)
        .map((cell) => cell.replaceAll('\\|', '|').replaceAll('`', '')),
    );
}
