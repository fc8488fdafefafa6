const exitStatuses = `Exit status:
  0   done
  2   input was refused, or what was asked for is not in it
  64  wrong usage
  66  a file cannot be read
  70  internal error
  73  a file cannot be written`;

const reading =
  'file of facts, one JSON object a line; may be gzipped. Several files in turn are one history; “-” is standard input';

/** What `--help` says, in English. */
export const helpInEnglish = {
  headings: {
    'Usage:': 'Usage:',
    'Arguments:': 'Arguments:',
    'Options:': 'Options:',
    'Global Options:': 'General options:',
    'Commands:': 'Commands:',
  } as Readonly<Record<string, string>>,
  program: `Settlement for call centres: facts in, statements out. Nobody is billed twice for the same person.`,
  usage: 'COMMAND [options]',
  exitStatuses,
  programAfter: `Examples:
  paidonce demo --case provider > history.ndjson
  paidonce settle history.ndjson
  paidonce settle history.ndjson --json --items items.ndjson
  paidonce explain history.ndjson --fact crm/42

\`paidonce COMMAND --help\` says more.

${exitStatuses}`,
  help: 'show help',
  version: 'show the version',
  lang: 'language, en or ru (by default as LC_ALL, LC_MESSAGES or LANG say, else en)',
  quiet: 'no progress bar',
  json: 'JSON for machines',
  settle: {
    summary: 'work out the statements of a history',
    description:
      'Reads the recorded facts and prints the statement of every contract and closed period.\nOne refused line, and nothing is settled: every such line is named with its reason.',
    usage: 'HISTORY … [options]',
    history: reading,
    json: 'one JSON object: {"statements": […]}, or {"errors": […]} when lines are refused',
    period: 'only statements (and items) of this period: 2026-01, 2026-W05, 2026-Q1',
    contract: 'only statements (and items) of this contract',
    items:
      'write every fact × clause to a file as NDJSON: quantity, amount, what covers it, why it does not stand; “-” is standard output, in the place of the tables',
    account: 'count what became of the facts of each type: billed, covered, removed, pending, not billable, refused',
    after: `Examples:
  paidonce settle history.ndjson
  paidonce settle january.ndjson.gz february.ndjson.gz --lang ru
  zcat history.ndjson.gz | paidonce settle - --json > statements.json
  paidonce settle history.ndjson --contract C-1 --period 2026-01 --items items.ndjson --account

${exitStatuses}`,
  },
  explain: {
    summary: 'say how a line or a fact came to what it did',
    description:
      'Shows the arithmetic of a line from its facts to its amount, or what became of one fact and which fact covers it.\nA line that is 0, or on no statement at all, is explained as well: by the facts it could have come from.',
    usage: 'HISTORY … --line CONTRACT/PERIOD/CAMPAIGN/CLAUSE | --fact SOURCE/ID',
    history: reading,
    line: 'the line to explain: CONTRACT/PERIOD/CAMPAIGN/CLAUSE[/DETAIL]',
    fact: 'the fact to explain: SOURCE/ID',
    all: 'every fact of the line, not the first 20',
    after: `A line is named as on its statement. Write - for no campaign, and pilot-budget, minimum or cap as the clause of such
a line. A fact is named by its source and id, cut at the last /; the arrival that silence makes is deemed/LEAD.
A / that belongs to a name is written %2F, and a % is written %25.

Examples:
  paidonce explain history.ndjson --line C-1/2026-02/K-1/arr
  paidonce explain history.ndjson --line C-1/2026-01/K-2/diff/consent
  paidonce explain history.ndjson --line C-1/2026-01/-/minimum
  paidonce explain history.ndjson --fact crm/42
  paidonce explain history.ndjson --fact deemed/L-17 --json

${exitStatuses}`,
  },
  models: {
    summary: 'list the payment models',
    description: 'Lists what a clause of a contract may pay for: meaning, members and worked examples.',
    usage: '[CODE] [options]',
    code: 'only this model',
  },
  facts: {
    summary: 'list the types of fact that a history consists of',
    description: 'Lists the types of fact; with TYPE, its members and an example.',
    usage: '[TYPE] [options]',
    type: 'only this type',
    schema: 'JSON Schema (2020-12) of all types',
    after: `Examples:
  paidonce facts
  paidonce facts lead.arrived
  paidonce facts --schema > facts.schema.json`,
  },
  demo: {
    summary: 'write a generated history',
    description: 'Writes a generated history, always the same for the same seed. Without --case it lists the cases.',
    usage: '[--case NAME] [options]',
    case: 'which history: provider, finance or bank',
    seed: 'what chance starts from, by default 7',
    leads: 'how many leads, by default 2000',
    after: `Examples:
  paidonce demo
  paidonce demo --case provider > history.ndjson
  paidonce demo --case bank --seed 7 --leads 20000 | paidonce settle -`,
  },
  start: {
    summary: 'settle the three demo histories and show the result',
    description: 'Makes the three demo histories in memory, settles them and shows the statements.',
  },
};
