import { bank } from './cases/bank.case.js';
import type { DemoCase } from './demo-case.js';

export const demoCases: readonly DemoCase[] = [bank];
