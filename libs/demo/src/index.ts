export { costOfApplication, type CostOfApplication } from './cost-of-application.js';
export { DEFAULT_LEADS, type DemoCase } from './demo-case.js';
export { demoCases } from './demo-cases.js';
export type { DemoFact } from './telling/history.js';
