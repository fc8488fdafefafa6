import { formatInstant } from '@paidonce/kernel';
import type { Drafts, Page, Paged, Recorder } from '../ports/ledger.js';
import type { Draft, DraftContent } from '../views/draft.view.js';
import { part } from './part.js';

export class MemoryDrafts implements Drafts {
  readonly #drafts = new Map<string, Draft>();
  #count = 0;

  constructor(readonly now: () => number) {}

  create(content: DraftContent, by: Recorder): Promise<Draft> {
    return Promise.resolve(this.#put(`d${++this.#count}`, 1, content, by));
  }

  get(id: string): Promise<Draft | undefined> {
    return Promise.resolve(this.#drafts.get(id));
  }

  list(page: Page): Promise<Paged<Draft>> {
    return Promise.resolve(part([...this.#drafts.values()], page, ({ id }) => id));
  }

  update(id: string, revision: number, content: DraftContent, by: Recorder): Promise<Draft | 'changed' | 'gone'> {
    const draft = this.#drafts.get(id);
    if (!draft) return Promise.resolve('gone');
    return Promise.resolve(draft.revision === revision ? this.#put(id, revision + 1, content, by) : 'changed');
  }

  remove(id: string, revision: number): Promise<'removed' | 'changed' | 'gone'> {
    const draft = this.#drafts.get(id);
    if (!draft) return Promise.resolve('gone');
    if (draft.revision !== revision) return Promise.resolve('changed');
    this.#drafts.delete(id);
    return Promise.resolve('removed');
  }

  #put(id: string, revision: number, content: DraftContent, by: Recorder): Draft {
    const draft = { ...content, id, revision, updatedAt: formatInstant(this.now()), updatedBy: by.name };
    this.#drafts.set(id, draft);
    return draft;
  }
}
