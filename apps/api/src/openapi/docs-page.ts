import type { OpenAPIObject } from '@nestjs/swagger';
import { escapeHtml, page } from './page.js';

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: unknown }>> };
  readonly responses: Readonly<Record<string, { readonly description?: string }>>;
}

/** The API for people to read, without scripts. */
export function docsPage({ info, paths }: OpenAPIObject): string {
  const byTag = new Map<string, string[]>();
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item as Readonly<Record<string, Operation>>)) {
      const tag = operation.tags?.[0] ?? 'others';
      byTag.set(tag, [...(byTag.get(tag) ?? []), operationHtml(method, path, operation)]);
    }
  }
  const sections = [...byTag].map(([tag, operations]) => `<h2>${escapeHtml(tag)}</h2>${operations.join('')}`);
  const lead = `<p>${escapeHtml(info.description ?? '')}</p><p>For machines: <a href="/openapi.json">openapi.json</a>.
What can go wrong: <a href="/problems">problems</a>.</p>`;
  return page('The API of Paidonce', lead + sections.join(''));
}

function operationHtml(method: string, path: string, operation: Operation): string {
  const { summary = '', description = '', parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(
    (one) =>
      `<tr><td><code>${escapeHtml(one.name)}</code><td>${one.in}${one.required ? ', required' : ''}<td>${inline(one.description ?? '')}`,
  );
  const bodies = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) =>
      `<p>Body: <code>${escapeHtml(type)}</code></p><pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre>`,
  );
  const answers = Object.entries(responses).map(
    ([status, one]) => `<tr><td>${escapeHtml(status)}<td>${inline(one.description ?? '')}`,
  );
  return `<details><summary><code>${method.toUpperCase()} ${escapeHtml(path)}</code> ${escapeHtml(summary)}</summary>
<p>${inline(description)}</p><table>${rows.join('')}</table>${bodies.join('')}<table>${answers.join('')}</table></details>`;
}

function inline(text: string): string {
  return escapeHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}
