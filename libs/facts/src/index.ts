export {
  declarationOf,
  factDeclarations,
  factTypes,
  isFactType,
  naturalKeyOf,
  type Fact,
  type FactOf,
  type FactType,
} from './catalogue.js';
export { DEEMED_SOURCE } from './envelope.js';
export { dialogueStatuses, type DialogueStatus } from './common.members.js';
export type { BillableKind, FactDeclaration, Upcaster } from './fact-declaration.js';
export { factExamples } from './fact-examples.js';
export { factCatalogueMarkdown, markdownTable, memberRows, type Language } from './fact-pages.js';
export { readForm, type InForm } from './form.js';
export { factSchemas, type JsonSchema } from './fact-schemas.js';
export { inTodaysForm, stampOf } from './versions.js';
export { explainRefusals, isRefusal, readFact, type ReadFact } from './read-fact.js';
export {
  anyObject,
  choice,
  closed,
  decimal,
  either,
  id,
  integer,
  listOf,
  localDate,
  mapOf,
  mark,
  members,
  optional,
  text,
} from './schema.builders.js';
export type { Fault } from './schema.faults.js';
export type { Sentence } from './schema.shape.js';
export { Scanner, scannedTypes, type ScannedType } from './scan/scanner.js';
export { ScannedLines, type Offered, type ScannedFact } from './scan/scanned-lines.js';
export type { DataOf } from './scan/scanned-data.js';
export { Tape } from './scan/tape.js';
export { LineSplitter, type LineReader, type Unreadable } from './lines/line-splitter.js';
export { rangeSplitter, type RangeReader } from './lines/line-ranges.js';
export { textSplitter, type TextReader } from './lines/text-lines.js';
