/** What is recorded at a point of a history, and what of it stands (section 1.1). */
import { type Fact, type FactType } from './facts.js';
import { identityOf } from './text.js';

export class Known {
  /** Recorded and not retracted. */
  readonly standing: readonly Fact[];

  constructor(readonly recorded: readonly Fact[]) {
    const retractions = recorded.filter((fact) => fact.type === 'fact.retracted');
    const retracted = new Set(retractions.map((fact) => identityOf(fact.data.fact)));
    this.standing = recorded.filter((fact) => !retracted.has(identityOf(fact)));
  }

  /** Standing facts of these types, in the order in which they were recorded. */
  facts<T extends FactType>(...types: readonly T[]): Fact<T>[] {
    return ofTypes(this.standing, types);
  }

  /** The same, the retracted ones included: they can still be referred to. */
  everRecorded<T extends FactType>(...types: readonly T[]): Fact<T>[] {
    return ofTypes(this.recorded, types);
  }
}

const ofTypes = <T extends FactType>(facts: readonly Fact[], types: readonly T[]): Fact<T>[] =>
  facts.filter((fact) => (types as readonly FactType[]).includes(fact.type)) as unknown as Fact<T>[];
