import type { ReadAt } from '@paidonce/event-store';
import { In, type DataSource } from 'typeorm';
import { factEvents } from './fact-event.js';
import type { FactReader } from './postgres-shelf.js';
import { FactCopyRow } from './read-models.entity.js';

/** Facts by position from a log that finds them so. */
export function logReader(log: ReadAt): FactReader {
  return {
    async facts(positions) {
      const events = await log.readAt(positions.map(BigInt));
      return factEvents(events);
    },
  };
}

/** Facts by position from the copies that the projection keeps. */
export function copyReader(source: DataSource): FactReader {
  return {
    async facts(positions) {
      const rows = await source.manager.findBy(FactCopyRow, { position: In(positions.map(String)) });
      return rows.map(({ position, clientId, text }) => ({ position: Number(position), clientId, text }));
    },
  };
}
