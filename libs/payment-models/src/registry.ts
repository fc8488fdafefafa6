import { arrivedClient } from './arrived-client/arrived-client.model.js';
import { confirmedLead } from './confirmed-lead/confirmed-lead.model.js';
import { differentiatedMinute } from './differentiated-minute/differentiated-minute.model.js';
import { effectiveCall } from './effective-call/effective-call.model.js';
import { fixedFee } from './fixed-fee/fixed-fee.model.js';
import { operatorHour } from './operator-hour/operator-hour.model.js';
import { operatorMinute } from './operator-minute/operator-minute.model.js';
import type { PaymentModel } from './payment-model.js';
import { targetBonus } from './target-bonus/target-bonus.model.js';

/** The payment models of the product, in the order of the docs: the one place that lists them. */
export const paymentModels: readonly PaymentModel[] = [
  operatorMinute,
  differentiatedMinute,
  operatorHour,
  effectiveCall,
  confirmedLead,
  arrivedClient,
  fixedFee,
  targetBonus,
];
