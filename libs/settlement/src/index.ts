export { Settlement, type Applied } from './engine.js';
export { type Statement, type StatementLine } from './book/statement.js';
export { fates, type Fate, type Identity, type Item } from './report/item.js';
export type { Account, AccountRow, EntitlementRow, FactReport, LineReference, LineReport } from './report/reports.js';
export { explainFact, explainLine } from './report/explain.js';
export { account } from './report/account.js';
export { items } from './report/items.js';
