import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { sees, type Principal } from '../access/principal.js';
import { Ledger, type Views } from '../ports/ledger.js';
import { notFound } from '../problems/problem.js';

interface Owned {
  readonly clientId: string;
}

/** Any question about one thing that belongs to a client: what it is called, and which view knows it. */
export class Read<T extends Owned> extends Query<T> {
  constructor(
    readonly principal: Principal,
    readonly what: string,
    readonly of: (views: Views) => Promise<T | undefined>,
  ) {
    super();
  }
}

@QueryHandler(Read)
export class ReadHandler implements IQueryHandler<Read<Owned>, Owned> {
  constructor(readonly ledger: Ledger) {}

  /** Throws the problem `not-found`, also where it belongs to a client that is not to be seen. */
  async execute({ principal, what, of }: Read<Owned>): Promise<Owned> {
    const found = await of(this.ledger.views);
    if (!found || !sees(principal, found.clientId)) throw notFound(what);
    return found;
  }
}
