const exitStatuses = `Exit status:
  0   done
  2   input was refused, or what was asked for is not in it
  64  wrong usage
  66  a file cannot be read
  70  internal error
  73  a file cannot be written`;

const remoteExitStatuses = `Exit status:
  0   done
  2   facts were refused, or what was asked for is not there or not possible
  64  wrong usage
  66  a file cannot be read
  69  the server cannot be reached, or broke off
  70  internal error
  73  a file cannot be written
  77  the server denies the token`;

const token = `The token is taken from --token, else from PAIDONCE_TOKEN, else, for a server of this machine, from the data folder of
the server: PAIDONCE_DATA, by default ./data. Others can see a token that is given as an option.`;

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

${exitStatuses}
  69  a server cannot be reached, or broke off
  77  a server denies the token`,
  help: 'show help',
  version: 'show the version',
  lang: 'language, en or ru (by default as LC_ALL, LC_MESSAGES or LANG say, else en)',
  quiet: 'no progress bar',
  server: 'address of the server, by default http://127.0.0.1:3000',
  token: 'token that the server is asked with',
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
  import: {
    summary: 'send histories to a server',
    description:
      'Sends recorded facts to a server, however many, and tells what it made of them. Each is recorded once however often it is\nsent: an import that was broken off can simply be run again. Refused facts wait in quarantine; the others are recorded.',
    usage: 'HISTORY … [options]',
    history: 'file of facts, one JSON object a line; may be gzipped. Several are sent in turn; “-” is standard input',
    live: 'facts of now: the server says when they were recorded. Without it facts keep the time that they carry, which only an administrator may ask for',
    json: 'one JSON object: {"errors": […], "accepted": …, "duplicate": …, "refused": …, "complete": …}',
    after: `${token}

Examples:
  paidonce import history.ndjson
  paidonce import january.ndjson.gz february.ndjson.gz --server https://paidonce.example
  tail -f calls.ndjson | paidonce import - --live

${remoteExitStatuses}`,
  },
  export: {
    summary: 'write the facts that a server has',
    description:
      'Writes the facts that a server has, one JSON object a line, in the order of their recording: what `settle` reads.\nA file is written whole or not at all.',
    usage: '[-o FILE] [options]',
    output: 'file to write, gzipped where its name ends in .gz; by default standard output',
    position: 'only facts behind this position of the log',
    from: 'only facts recorded at this moment or later: 2026-01-01T00:00:00+03:00',
    to: 'only facts recorded before this moment',
    type: 'only facts of these types',
    client: 'only facts of this client',
    contract: 'only facts of this contract',
    positions: 'each fact tells its position, as `sequence`',
    unsealed: 'persons in plain; for administrators',
    after: `${token}

Examples:
  paidonce export -o history.ndjson.gz
  paidonce export --contract C-1 --type lead.confirmed lead.arrived
  paidonce export --server https://paidonce.example | paidonce settle -

${remoteExitStatuses}`,
  },
  close: {
    summary: 'close a period on a server and show its statement',
    description:
      'Closes a period of a contract and prints the statement that it issues. The statement of a closed period is shown again:\nhowever often a period is closed, one statement is issued.',
    usage: 'CONTRACT [PERIOD] [options]',
    contract: 'the contract',
    period: '2026-01, 2026-W05, 2026-Q1; by default the next that is not closed',
    json: 'one JSON object: {"statements": […]}',
    after: `${token}

Examples:
  paidonce close C-1
  paidonce close C-1 2026-01 --json

${remoteExitStatuses}`,
  },
  erase: {
    summary: 'erase on a server who a lead is, for good',
    description:
      'Destroys the key that seals the person of a lead: nobody reads it again, in any copy of the log. What is owed does not change.\nThe reason stays in the journal and must not say who the person is.',
    usage: '--lead ID --reason TEXT [options]',
    lead: 'the lead',
    reason: 'why; kept in the journal',
    after: `${token}

Examples:
  paidonce erase --lead L-1 --reason "asked for in letter 17"

${remoteExitStatuses}`,
  },
  audit: {
    summary: 'look into what a server has recorded and who did what',
    description: 'For auditors: nothing here changes anything.',
  },
  auditBundle: {
    summary: 'take away the evidence for the statements of a contract',
    description:
      'Writes one archive: the facts of the client’s account up to the last statement that is asked for, the statements, the terms, and the proof that all of it stands in the log. Names of persons are sealed in it, names of staff are hashes.',
    contract: 'the contract',
    from: 'from the statement of this period on: 2026-01, 2026-W05, 2026-Q1; by default from the first',
    to: 'up to the statement of this period; by default to the last',
    out: 'the file that is written (.tar)',
    persons: 'with names and numbers of persons in plain; administrators only',
    staff: 'with the names of those who recorded each fact',
    after: `${token}

Examples:
  paidonce audit bundle --contract C-1 --from 2026-01 --to 2026-03 --out C-1.tar
  paidonce audit verify C-1.tar --key KEY

${remoteExitStatuses}`,
  },
  auditVerify: {
    summary: 'check such an archive, offline',
    description:
      'Checks a bundle to the byte, without a server, a database or settings: that everything in it stands in the signed log, that nothing of the account is missing, and that the statements, computed again, come out the same. Says what holds, what does not, and what cannot be told.',
    bundle: 'the archive; - for standard input',
    key: 'public key of the log, had from elsewhere than from the bundle; may be given several times',
    json: 'one JSON object: holds, findings',
    after: `Without --key the key in the bundle is taken on trust, and the answer says so.

Exit status: 0 everything that can be checked holds; 2 something does not; 64 wrong usage, or no key; 66 the file cannot be read.`,
  },
  auditJournal: {
    summary: 'show who did what, the newest first',
    description:
      'Shows commands, accesses to personal data, sign-ins and refused attempts. Everything that is given has to hold of an entry.',
    actor: 'name or id of a token',
    kind: 'command, access, sign-in',
    action: 'operation of the API, such as closePeriod, lead.registered, showLead, signIn',
    subject: 'what it was done to, as KIND:ID: lead:L-1, contract:C-1, token:…',
    client: 'whose data it was',
    outcome: 'done, refused, denied, failed',
    from: 'at this instant or later: 2026-01-01T00:00:00+03:00',
    to: 'before this instant',
    limit: 'the most entries that are shown',
    json: 'one entry a line',
    after: `${token}

Examples:
  paidonce audit journal --subject lead:L-1
  paidonce audit journal --kind access --from 2026-03-01T00:00:00+03:00 --json

${remoteExitStatuses}`,
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
    settle: 'settle the three and show what comes of them',
    after: `Examples:
  paidonce demo
  paidonce demo --case provider > history.ndjson
  paidonce demo --case bank --seed 7 --leads 20000 | paidonce settle -`,
  },
  start: {
    summary: 'start the server, with a database of its own',
    description:
      'Starts the server: an embedded PostgreSQL in the data folder, the HTTP API, and who keeps the figures up to date, in one ' +
      'process. The first run on a terminal loads the demo. Ctrl+C stops it.',
    after: `Settings, by the environment or in a file that PAIDONCE_CONFIG names:
  PORT=3000  HOST=127.0.0.1    where it listens
  PAIDONCE_DATA=./data         where its data and keys lie
  PAIDONCE_DEMO=1              load the demo on the first run; 0: start empty
  PAIDONCE_TOKEN=…             bearer token of an administrator; made and shown once when not given
  DATABASE_URL=postgres://…    a PostgreSQL of yours instead of the embedded one
  EVENTSTORE_URL=esdb://…      an EventStoreDB or KurrentDB for the log
  EVENTSTORE_GROUP=figures     a persistent subscription there that keeps the figures
  PAIDONCE_PROJECTOR=thread    who keeps the figures up to date; none: \`paidonce projector\`, with DATABASE_URL
  LOG_LEVEL=info               fatal, error, warn, info, debug, trace, silent

Examples:
  paidonce start
  PORT=8080 PAIDONCE_DEMO=0 paidonce start`,
  },
  projector: {
    summary: 'keep the figures of a server up to date, in a process of its own',
    description:
      'Follows the log into lists and figures, seals it and signs checkpoints, as every server does in a thread of its own unless PAIDONCE_PROJECTOR=none leaves ' +
      'it to such processes. Of several one works at a time. Ctrl+C or SIGTERM stops it.',
    after: `Settings are those of \`paidonce start\`. DATABASE_URL has to be given: an embedded PostgreSQL belongs to its server.
The key that signs checkpoints has to be that of the server: PAIDONCE_LOG_KEY, or PAIDONCE_DATA is the same folder.

Example:
  DATABASE_URL=postgres://… PAIDONCE_LOG_KEY=… paidonce projector

Exit status: 0 when it was told to stop; 64 wrong settings; 69 it cannot start; 70 it has ended by itself: start it again.`,
  },
  keys: {
    summary: 'the keys of personal data',
    description: 'Commands about the keys that seal personal data.',
  },
  keysRewrap: {
    summary: 'wrap all keys anew by the current master key',
    description:
      'Wraps every key of personal data by the master key of PAIDONCE_MASTER_KEY, after which those of PAIDONCE_FORMER_MASTER_KEYS and of the file are needed no more. ' +
      'The server may run meanwhile, with the same keys, where DATABASE_URL names its database; an embedded database is opened by one program at a time.',
    after: `Settings are those of \`paidonce start\`. Broken off, it can be run again.

Example:
  PAIDONCE_MASTER_KEY=NEW PAIDONCE_FORMER_MASTER_KEYS=OLD paidonce keys rewrap

Exit status: 0 when every key is wrapped by the current master key.`,
  },
  rebuild: {
    summary: 'build the read models anew from the log',
    description:
      'Builds everything that the server shows anew from the log, beside the live tables, and puts it in their place. The server may run ' +
      'meanwhile where DATABASE_URL names its database; an embedded database is opened by one program at a time.',
    after: `Settings are those of \`paidonce start\`.

Exit status: 0 when everything stands in its place.`,
  },
};
