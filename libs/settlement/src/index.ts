export { Settlement, type Applied } from './engine.js';
export { type Statement, type StatementLine } from './book/statement.js';
export { fates, type Fate, type Identity, type Item } from './report/item.js';
export type { Account, AccountRow, EntitlementRow, FactReport, LineReference, LineReport } from './report/reports.js';
export { explainFact, explainLine } from './report/explain.js';
export { account } from './report/account.js';
export { items } from './report/items.js';
export { SETUP, subjectsOf } from './recording/subjects.js';
export { keyValue, type PersonData } from './persons/keys.js';
export type { KeyKind } from './terms/terms.js';
export {
  accountOf,
  countryOf,
  figures,
  resume,
  unsaved,
  wholeAccountFor,
  type Books,
  type Figures,
} from './partial.js';
export type { BookState, PageState } from './book/book-state.js';
