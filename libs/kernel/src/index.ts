export { Calendar, toPlainDate } from './calendar.js';
export { fingerprint, type Fingerprint } from './fingerprint.js';
export {
  DAY,
  END_OF_TIME,
  HOUR,
  MINUTE,
  SECOND,
  epochDay,
  formatInstant,
  isLocalDate,
  parseInstant,
  parseLocalDate,
  type Instant,
} from './instant.js';
export {
  ZERO,
  exact,
  formatExact,
  formatMinor,
  fromMinor,
  isDecimal,
  isSignedDecimal,
  minorDigits,
  roundToMinor,
  type Exact,
} from './money.js';
export { Periods, isPeriodName, periodKinds, type Period, type PeriodKind } from './period.js';
export { refusalCodes, refuse, type Refusal, type RefusalCode } from './refusal.js';
export { compareCodePoints, compareNullable } from './text.js';
export { present, unreachable } from './unreachable.js';
