export { Settlement, type Applied } from './engine.js';
export { type Statement, type StatementLine } from './book/statement.js';
export { fates, type Fate, type Identity, type Item } from './report/item.js';
export type { Account, AccountRow, EntitlementRow, FactReport, LineReference, LineReport } from './report/reports.js';
export { explainFact, explainLine } from './report/explain.js';
export { account } from './report/account.js';
export { census, type CountedFact } from './report/census.js';
export { items, itemsOfFact } from './report/items.js';
export { SETUP, subjectsOf } from './recording/subjects.js';
export { ScannedSubjects } from './recording/scanned-subjects.js';
export { keysOf, keyValue, type PersonData } from './persons/keys.js';
export type { KeyKind } from './terms/terms.js';
export {
  accountOf,
  accountOfScanned,
  countryOf,
  resume,
  typeOnRecord,
  unsaved,
  wholeAccountFor,
  type Books,
} from './partial.js';
export { billedOf, resumeBilled, type Billed } from './billed.js';
export { engines, RULES_VERSION, settlementUnder, UnknownRules, type Engine, type Engines } from './rules.js';
export { balanceOfPeriod, type PeriodBalance, type PeriodSum } from './report/balance.js';
export type { BookState, LineState, PageState } from './book/book-state.js';
