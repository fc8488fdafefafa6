export { money, oneOf, someOf, type Field, type Fields } from './field.js';
export { paymentModelsMarkdown } from './model-pages.js';
export {
  definePeriodModel,
  defineUsageModel,
  onceGroupMeaning,
  type Example,
  type MeasuredCall,
  type MeasuredOutcome,
  type Measure,
  type PaymentModel,
  type PeriodFigures,
  type PeriodModel,
  type Subject,
  type Unit,
  type UsageModel,
} from './payment-model.js';
export { perHour, perMinute, perUnit } from './price.js';
export { paymentModels } from './registry.js';
export { faultyStep, parseTiers, priceByTiers, tiersSchema, type Tiers } from './tiers.js';
