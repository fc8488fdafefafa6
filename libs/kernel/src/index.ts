export { Calendar, toPlainDate } from './calendar.js';
export { fingerprint, hashName } from './fingerprint.js';
export { FALSE, LIST, NULL, OBJECT, TRUE, avalanche, hashNumber, hashText, joined, type Fingerprint } from './hash.js';
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
  parseInstantIn,
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
export { Token, type Text } from './token.js';
export { present, unreachable } from './unreachable.js';
export { Utf8 } from './utf8.js';
