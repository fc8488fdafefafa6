/** The stage of a random history: clients, contracts, campaigns, leads, and the days on which most things happen. */
import fc from 'fast-check';
import { sharedTerms, termsPlan, type SharedTerms, type TermsPlan } from './terms.arbitrary.js';

export interface PersonPlan {
  readonly phone: number | null;
  readonly email: number | null;
  readonly externalId: number | null;
  /** Digests, as the server writes them, in place of what the person says. */
  readonly digests: boolean;
}

export interface CampaignPlan {
  readonly product: string;
  /** Which usage clauses it names, by number; none named where empty. */
  readonly clauses: readonly number[];
  readonly budget: string | null;
}

export interface ContractPlan {
  readonly timeZone: string;
  readonly period: 'week' | 'month' | 'quarter';
  /** Days after the first day of the history. */
  readonly startsAfter: number;
  readonly terms: TermsPlan;
  readonly campaigns: readonly CampaignPlan[];
}

export interface ClientPlan {
  readonly country: string | null;
  readonly shared: SharedTerms;
  readonly contracts: readonly ContractPlan[];
}

export interface Plan {
  /** The first day. */
  readonly base: string;
  /** Days after it on which most things happen, so that they meet. */
  readonly hotDays: readonly number[];
  readonly clients: readonly ClientPlan[];
  readonly leads: readonly { readonly campaign: number; readonly person: PersonPlan }[];
  /** Terms that amendments bring. */
  readonly amendments: readonly TermsPlan[];
  /** Whether all periods are closed in the end. */
  readonly settled: boolean;
}

const maybe = (numbers: number, weight: number): fc.Arbitrary<number | null> =>
  fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant(null), weight: 10 - weight },
    { arbitrary: fc.nat(numbers - 1), weight },
  );

const personPlan: fc.Arbitrary<PersonPlan> = fc.record({
  phone: maybe(4, 8),
  email: maybe(2, 3),
  externalId: maybe(2, 2),
  digests: fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant(false), weight: 9 },
    { arbitrary: fc.constant(true), weight: 1 },
  ),
});

const campaignPlan: fc.Arbitrary<CampaignPlan> = fc.record({
  product: fc.constantFrom('card', ' Card ', 'loan'),
  clauses: fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant<number[]>([]), weight: 6 },
    { arbitrary: fc.uniqueArray(fc.nat(8), { minLength: 1, maxLength: 5 }), weight: 4 },
  ),
  budget: fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant(null), weight: 3 },
    { arbitrary: fc.constantFrom('100.00', '500', '0.005'), weight: 2 },
  ),
});

const ZONES = ['Europe/Moscow', 'Europe/Berlin', 'America/New_York', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'];

const contractPlan: fc.Arbitrary<ContractPlan> = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  period: fc.constantFrom('month' as const, 'week' as const, 'quarter' as const),
  startsAfter: fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant(0), weight: 3 },
    { arbitrary: fc.nat(12), weight: 1 },
  ),
  terms: termsPlan,
  campaigns: fc.array(campaignPlan, { minLength: 1, maxLength: 2 }),
});

const clientPlan = (contracts: number): fc.Arbitrary<ClientPlan> =>
  fc.record({
    country: fc.constantFrom(null, 'RU', 'DE'),
    shared: sharedTerms,
    contracts: fc.array(contractPlan, { minLength: 1, maxLength: contracts }),
  });

/** Plain days, changes of clocks in Berlin and New York, a new year; each with days that matter then. */
const BASES = [
  { base: '2026-01-20', days: [11, 12] },
  { base: '2026-03-20', days: [8, 9, 11] },
  { base: '2026-03-01', days: [6, 7] },
  { base: '2026-10-20', days: [4, 5, 11, 12] },
  { base: '2025-12-20', days: [11, 12] },
];

const calendar = fc.constantFrom(...BASES).chain(({ base, days }) =>
  fc.record({
    base: fc.constant(base),
    hotDays: fc.array(fc.oneof({ withCrossShrink: true }, fc.constantFrom(...days), fc.nat(24)), {
      minLength: 2,
      maxLength: 5,
    }),
  }),
);

export const plan: fc.Arbitrary<Plan> = fc
  .record({
    calendar,
    clients: fc.oneof(
      { withCrossShrink: true },
      { arbitrary: clientPlan(3).map((client) => [client]), weight: 4 },
      { arbitrary: fc.array(clientPlan(2), { minLength: 2, maxLength: 2 }), weight: 1 },
    ),
    leads: fc.array(
      fc.record({ campaign: fc.oneof({ withCrossShrink: true }, fc.constant(0), fc.nat(7)), person: personPlan }),
      {
        minLength: 3,
        maxLength: 8,
      },
    ),
    amendments: fc.array(termsPlan, { minLength: 1, maxLength: 2 }),
    settled: fc.oneof(
      { withCrossShrink: true },
      { arbitrary: fc.constant(true), weight: 4 },
      { arbitrary: fc.constant(false), weight: 1 },
    ),
  })
  .map(({ calendar: days, ...rest }) => ({ ...days, ...rest }));
