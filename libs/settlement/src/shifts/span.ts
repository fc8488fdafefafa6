import type { Instant } from '@paidonce/kernel';

/** A half-open stretch of time. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** What is left of spans without another: in order and without overlap, if they were. */
export function subtract(spans: readonly Span[], taken: Span): Span[] {
  return spans.flatMap((span) => {
    if (taken.to <= span.from || taken.from >= span.to) return [span];
    const left = { from: span.from, to: taken.from };
    const right = { from: taken.to, to: span.to };
    return [left, right].filter(({ from, to }) => from < to);
  });
}
