import { factTypes, declarationOf, type Fact } from './catalogue.js';
import { SPEC_VERSION } from './envelope.js';

/** One fact of every type with every member that it may have, for docs and tests. */
export const factExamples: readonly Fact[] = factTypes.map((type) => {
  const example = {
    specversion: SPEC_VERSION,
    id: type,
    source: 'example',
    type,
    time: '2026-02-02T09:00:00+03:00',
    recordedtime: '2026-02-02T09:00:05+03:00',
    data: declarationOf(type).example,
  };
  // The compiler has checked each example against the schema that it stands beside.
  return example as Fact;
});
