export {
  costOfApplication,
  type ApplicationCost,
  type CostOfApplication,
  type PeriodCost,
  type VersionCost,
} from './cost-of-application.js';
export { DEFAULT_LEADS, type DemoCase, type DemoOptions } from './demo-case.js';
export { demoCases } from './demo-cases.js';
export type { DemoFact } from './telling/history.js';
