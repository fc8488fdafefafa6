/** What may happen in a random history, said so that it can be said of any history: by numbers, taken modulo. */
import fc from 'fast-check';

/** How often each thing happens. The first is what the others shrink to. */
const WEIGHTS = {
  confirmed: 10,
  arrived: 8,
  transferred: 7,
  'not-arrived': 3,
  returned: 4,
  decided: 4,
  call: 8,
  scored: 4,
  shift: 14,
  disputed: 4,
  resolved: 5,
  withdrawn: 2,
  identified: 3,
  linked: 3,
  separated: 2,
  shared: 2,
  registered: 1,
  launched: 1,
  retracted: 6,
  repeated: 2,
  amended: 6,
  terminated: 2,
  closed: 6,
  corrected: 3,
  paid: 1,
  'campaign-closed': 1,
} as const;

export type MoveKind = keyof typeof WEIGHTS;

export type When =
  /** A wall clock on one of the days on which most things happen. */
  | { readonly at: 'clock'; readonly day: number; readonly clock: number }
  /** A span after an earlier fact. */
  | { readonly at: 'after'; readonly back: number; readonly span: number; readonly shift: number }
  /** The reconciliation window after a result of another lead, to the second. */
  | { readonly at: 'window'; readonly back: number; readonly shift: number }
  /** The beginning or end of a period, a version, a contract, or of the window after its end. */
  | { readonly at: 'edge'; readonly edge: number; readonly shift: number };

/** How much later it was recorded: than it happened, or than the handover or transfer that started a clock of its lead. */
interface Late {
  readonly after: 'time' | 'handover' | 'transfer';
  readonly span: number;
  readonly shift: number;
}

export interface Move {
  readonly kind: MoveKind;
  readonly picks: readonly [number, number, number, number];
  readonly when: When;
  readonly late: Late | null;
  readonly source: number;
}

/** Seconds, a millisecond among them. */
const shift = fc.constantFrom(0, 0, 0, -1, 1, 1, 0.001);

const when: fc.Arbitrary<When> = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.record({ at: fc.constant('clock' as const), day: fc.nat(4), clock: fc.nat(7) }), weight: 6 },
  {
    arbitrary: fc.record({ at: fc.constant('after' as const), back: fc.nat(11), span: fc.nat(6), shift }),
    weight: 4,
  },
  {
    arbitrary: fc.record({ at: fc.constant('window' as const), back: fc.nat(5), shift: fc.constantFrom(0, 1, 1) }),
    weight: 3,
  },
  { arbitrary: fc.record({ at: fc.constant('edge' as const), edge: fc.nat(11), shift }), weight: 2 },
);

const late = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.constant(null), weight: 7 },
  {
    arbitrary: fc.record({
      after: fc.constantFrom('time' as const, 'handover' as const, 'transfer' as const),
      span: fc.nat(6),
      shift: fc.constantFrom(0, 0, 1),
    }),
    weight: 3,
  },
);

const kinds = Object.entries(WEIGHTS).map(([kind, weight]) => ({
  arbitrary: fc.constant(kind as MoveKind),
  weight,
}));

export const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof({ withCrossShrink: true }, ...kinds),
  picks: fc.tuple(fc.nat(11), fc.nat(11), fc.nat(11), fc.nat(11)),
  when,
  late,
  source: fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant(0), weight: 3 },
    { arbitrary: fc.nat(3), weight: 1 },
  ),
});
