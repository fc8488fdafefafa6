import { bank } from './cases/bank.case.js';
import { finance } from './cases/finance.case.js';
import { provider } from './cases/provider.case.js';
import type { DemoCase } from './demo-case.js';

/** The three case histories, in the order in which they are shown. Loaded together they do not get in each other's way. */
export const demoCases: readonly DemoCase[] = [provider, finance, bank];
