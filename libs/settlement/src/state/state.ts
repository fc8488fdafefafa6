import { MemoryCallTable, type CallTable } from './call-table.js';
import { MemoryFactTable, type FactTable } from './fact-table.js';

/**
 * What grows with every fact, behind an interface: in memory here, in a database where settlement runs beside one.
 * Clients, contracts, campaigns, leads and persons are objects of the engine.
 */
export interface SettlementState {
  readonly facts: FactTable;
  readonly calls: CallTable;
}

export function memoryState(): SettlementState {
  return { facts: new MemoryFactTable(), calls: new MemoryCallTable() };
}
