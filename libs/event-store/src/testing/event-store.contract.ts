import { afterAll, beforeAll, describe } from '@jest/globals';
import type { EventStore } from '../event-store.js';
import { describeAppends } from './appends.contract.js';
import { describeContents } from './contents.contract.js';
import { describeReads } from './reads.contract.js';
import { describeSubscriptions } from './subscriptions.contract.js';

/** Two stores on one log, as of two processes. */
export interface StoresUnderTest {
  readonly one: EventStore;
  readonly other: EventStore;
}

/**
 * What every event store promises.
 * @param openStore Opens a store; called twice, for two stores on the same log, which need not be empty. They are closed at the end.
 */
export function eventStoreContract(name: string, openStore: () => Promise<EventStore>): void {
  describe(`the event store on ${name}`, () => {
    let stores: StoresUnderTest | undefined;
    const opened = (): StoresUnderTest => {
      if (stores === undefined) throw new Error('the stores are not open');
      return stores;
    };
    beforeAll(async () => {
      stores = { one: await openStore(), other: await openStore() };
    });
    afterAll(async () => {
      await stores?.one.close();
      await stores?.other.close();
    });

    describeAppends(opened);
    describeReads(opened);
    describeContents(opened);
    describeSubscriptions(opened);
  });
}
