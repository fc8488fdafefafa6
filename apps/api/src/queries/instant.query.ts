import { parseInstant } from '@paidonce/kernel';
import { ValidateBy } from 'class-validator';

/** A member that is an instant, RFC 3339. */
export const Instant = (): PropertyDecorator =>
  ValidateBy({
    name: 'instant',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && !Number.isNaN(parseInstant(value)),
      defaultMessage: () => '$property must be a date and time with an offset (RFC 3339)',
    },
  });
