import type { Forms } from './language.js';
import { helpInEnglish } from './en.help.texts.js';
import { replayInEnglish } from './en.replay.texts.js';
import { sealInEnglish } from './en.seal.texts.js';

const units: Record<'call' | 'lead' | 'arrival', Forms> = {
  call: { one: 'call', other: 'calls' },
  lead: { one: 'lead', other: 'leads' },
  arrival: { one: 'arrival', other: 'arrivals' },
};

export const en = {
  help: helpInEnglish,
  replay: replayInEnglish,
  seal: sealInEnglish,
  noCampaign: '—',
  second: 's',
  units,
  facts: { one: 'fact', other: 'facts' } as Forms,
  /** Lines that the terms add by themselves, in the place of a payment model. */
  ownLines: { 'pilot-budget': 'Pilot budget', minimum: 'Minimum', cap: 'Cap' },
  details: {
    'no-answer': 'no answer',
    secretary: 'secretary',
    'decision-maker': 'decision-maker',
    consent: 'consent',
  },
  fates: {
    billed: 'billed',
    covered: 'covered',
    removed: 'removed',
    pending: 'pending',
    unbillable: 'not billable',
    refused: 'refused',
  },
  columns: {
    amount: 'Amount',
    applications: 'Applications',
    billed: 'Billed',
    owed: 'Owed',
    campaign: 'Campaign',
    change: 'Change',
    clause: 'Clause',
    contract: 'Contract',
    cost: 'Cost of one',
    fact: 'Fact',
    form: 'Form',
    lead: 'Lead',
    lines: 'Lines',
    meaning: 'Meaning',
    member: 'Member',
    model: 'Payment model',
    number: 'No.',
    outcome: 'What became of it',
    period: 'Period',
    person: 'Person',
    price: 'Price',
    quantity: 'Quantity',
    required: 'Required',
    statement: 'Statement',
    title: 'Title',
    type: 'Type',
    version: 'Terms',
  },
  settle: {
    statement: (number: string): string => `Statement ${number}`,
    correction: 'Correction',
    contract: (id: string): string => `contract ${id}`,
    client: (id: string): string => `client ${id}`,
    adjustment: (period: string): string => `${period} (adjustment)`,
    version: (number: number): string => `v${number}`,
    subtotal: 'Subtotal',
    vat: 'VAT',
    vatIncluded: 'VAT included',
    total: 'Total',
    noLines: 'No lines: nothing is owed that was not billed before.',
    statements: { one: 'statement', other: 'statements' } as Forms,
    sum: (statements: string, sums: string): string => `${statements}, ${sums} in all`,
    noItemsWhenRefused: 'No items were written: correct the refused lines first.',
    noFacts:
      'The history has no facts. A fact is one JSON object a line: `paidonce facts` lists the types,\n' +
      '`paidonce demo --case provider > history.ndjson` writes a history to try things with.',
    noContracts:
      'No statement: no contract is signed in this history. A statement needs `client.registered`,\n' +
      '`contract.signed` and `period.closed`; `paidonce facts contract.signed` shows an example.',
    noSuchContract: (contract: string, known: string): string =>
      `No statement: there is no contract ${contract} in this history.${known === '' ? '' : ` Its contracts: ${known}.`}`,
    nothingFiltered: 'No statement for this contract and period. Leave out --period or --contract to see all of them.',
    nothingClosed:
      'No statement yet: no period has been closed. Record the fact `period.closed` with `contractId` and `period`\n' +
      'once the period is over (`paidonce facts period.closed` shows an example); `--account` counts what is waiting.',
  },
  account: {
    title: 'No fact left behind',
    sum: 'in all',
    total: 'In all',
    unreadable: 'Not a fact',
    read: (facts: string): string => `${facts} read; every one is in exactly one column.`,
    repeated: (facts: string): string => `${facts} more came again with the same content and changed nothing.`,
  },
  refusals: {
    lines: { one: 'line is refused', other: 'lines are refused' } as Forms,
    summary: (lines: string): string => `${lines}; nothing is settled.`,
    codes: {
      invalid: 'not JSON, a member missing or of the wrong form, an unknown type',
      conflict: 'the same source and id with other content',
      duplicate: 'the same thing again under another identity',
      'unknown-reference': 'what it refers to is not recorded',
      terms: 'the terms of the contract contradict themselves or what stands',
      'period-order': 'periods close one after the other',
      'period-not-over': 'the period is not over yet',
    },
    advice: 'Correct these lines and settle again; `paidonce facts TYPE` shows the form of a fact.',
  },
  progress: { reading: 'Reading', sending: 'Sending', receiving: 'Receiving', megabytes: 'MB' },
  import: {
    counts: (facts: string, accepted: string, duplicate: string, refused: string): string =>
      `${facts} sent: ${accepted} accepted, ${duplicate} known before, ${refused} refused.`,
    summary: (lines: string): string => `${lines}.`,
    advice: (address: string): string =>
      `Refused facts wait in quarantine, ${address}/v1/quarantine, to be corrected or dismissed. Or correct the lines and\n` +
      'import them again: nothing is recorded twice. `paidonce facts TYPE` shows the form of a fact.',
    liveAdvice: '--live sends facts with any token that may record; the server then says when they were recorded.',
  },
  export: {
    written: (facts: string, file: string): string => `${facts} written to ${file}.`,
    incomplete: 'The export is incomplete: facts are missing behind those that were written.',
    notWritten: (file: string): string => `The export would be incomplete: ${file} was not written.`,
    noPosition: (text: string): string => `--after: “${text}” is no position: a whole number, 0 for all facts.`,
  },
  close: {
    closedBefore: (period: string): string => `The period ${period} had been closed before.`,
    allClosed: (contract: string): string => `Every period of the contract ${contract} is closed.`,
  },
  remote: {
    noAddress: (text: string): string => `--server: “${text}” is no address: write http://HOST:PORT or https://HOST.`,
    noToken: (file: string): string =>
      `No token: give --token, or set PAIDONCE_TOKEN, or PAIDONCE_DATA to the data folder of the server (there is no ${file}).`,
    noTokenFor: (host: string): string => `No token for ${host}: set PAIDONCE_TOKEN, or give --token.`,
    badToken: 'The token is not one: 1 to 512 visible ASCII characters.',
    unreachable: (address: string, why: string): string => `No server at ${address}: ${why}. \`npm start\` starts one.`,
    gone: (address: string, why: string): string => `The server at ${address} does not answer any more: ${why}.`,
    again: (why: string): string => `The connection broke (${why}). What was not answered is sent again.`,
    brokeOff: 'the answer broke off',
    broken: {
      ECONNREFUSED: 'nobody listens there',
      ECONNRESET: 'the connection was cut',
      EPIPE: 'the connection was cut',
      ETIMEDOUT: 'it is silent',
      ENOTFOUND: 'there is no such host',
    },
    denied: (why: string): string => `The server denies the token: ${why}`,
    strange: (answer: string): string =>
      `This is no server of facts, or one of another version. It answered: ${answer}`,
    request: (id: string): string => `request ${id}`,
  },
  explain: {
    line: 'Line',
    fact: 'Fact',
    noCampaign: 'no campaign',
    campaign: (id: string): string => `campaign ${id}`,
    deemed: 'Deemed arrival',
    byTiers: 'by tiers',
    billed: 'On statements',
    happened: (time: string): string => `happened ${time}`,
    recorded: (time: string): string => `recorded ${time}`,
    position: (number: string): string => `no. ${number} of the history`,
    owed: 'Owed as the history stands',
    owedNothing: 'Nothing is owed as the history stands. What statements carry of it, the next one takes back.',
    why: 'Why',
    counts: 'What became of its facts',
    items: 'Its facts',
    became: 'What became of it',
    more: (facts: string): string => `… and ${facts} more (--all shows every one)`,
    morePeople: (leads: string): string => `… and ${leads} more`,
    leads: { one: 'lead', other: 'leads' } as Forms,
    person: 'The person',
    personIs: (leads: string): string => `These leads are one person: ${leads}.`,
    entitlement: 'The entitlement: one charge a person, in this order',
    coveredBy: (fact: string): string => `covered by ${fact}`,
    removedBy: { retracted: 'taken back by', returned: 'returned by', disputed: 'disputed, upheld by' },
    timeIn: (timeZone: string): string => `When (${timeZone})`,
    until: (time: string): string => `until ${time}`,
    reasons: {
      'before-contract': 'before the contract',
      'after-contract': 'after the contract',
      'no-clause': 'no clause pays it',
      'no-rate': 'no rate for the status',
      'not-counted': 'the clause does not count it',
      'no-person': 'no key tells who it is',
      'no-lead': 'the call names no lead',
      'not-billable': 'no clause bills such facts',
      overlap: 'seconds already paid in another shift',
    },
    askForOne: 'Say what to explain: --line CONTRACT/PERIOD/CAMPAIGN/CLAUSE, or --fact SOURCE/ID.',
    badLine: (text: string): string =>
      `“${text}” is no line: CONTRACT/PERIOD/CAMPAIGN/CLAUSE, with /DETAIL where there is one, “-” for no campaign, and %2F for a / inside a name.`,
    badFact: (text: string): string => `“${text}” is no fact: SOURCE/ID, with %2F for a / inside the id.`,
    noLine: (reference: string): string => `Nothing in this history belongs to the line ${reference}.`,
    noFact: (reference: string): string => `The fact ${reference} is not in this history.`,
    known: {
      contracts: 'Contracts',
      periods: 'Periods of this contract',
      campaigns: 'Campaigns of this contract in this period',
      clauses: 'Clauses of this campaign in this period',
      details: 'Details of this clause',
      lines: 'Lines with a similar name',
      facts: 'Facts with a similar name',
      sources: 'Sources of facts',
    },
    refusedFact: (place: string): string => `This fact was refused, so it changes nothing: ${place}`,
    refusedLines: (lines: string): string =>
      `${lines}, which changes nothing here; \`paidonce settle\` names every one.`,
  },
  models: {
    title: 'Payment models',
    members: 'Members of the clause',
    examples: 'Worked example',
    byDefault: (value: string): string => `default ${value}`,
    required: 'required',
    orTiers: (member: string): string => `or \`tiers\` in the place of \`${member}\``,
    clause: 'Clause',
    lines: 'Yields',
    noSuchModel: (code: string, known: string): string => `There is no payment model “${code}”. There are: ${known}.`,
  },
  catalogue: {
    title: 'Types of fact',
    hint: '`paidonce facts TYPE` shows the members and an example, `--schema` the JSON Schema of all.',
    example: 'Example',
    noSuchType: (type: string, near: string): string =>
      `There is no type of fact “${type}”.${near === '' ? '' : ` Did you mean ${near}?`} \`paidonce facts\` lists them all.`,
  },
  demo: {
    title: 'Demo histories',
    settled: 'Paidonce settles three demo histories',
    read: (facts: string, counts: string): string => `${facts} read: ${counts}.`,
    covered: (facts: string): string =>
      `${facts} covered: these people were paid for already, and nobody is billed twice.`,
    cost: 'Cost of one application, by version of the terms',
    percent: (change: string): string => `${change} %`,
    noSuchCase: (name: string, known: string): string => `There is no case “${name}”. There are: ${known}.`,
    hint:
      'Write one to a file, and settle it:\n' +
      '  paidonce demo --case provider > history.ndjson\n' +
      '  paidonce settle history.ndjson',
  },
  rewrap: {
    keys: { one: 'key', other: 'keys' } as Forms,
    done: (keys: string): string =>
      `${keys} wrapped anew. Former master keys are needed no more, but for backups that are older than this.`,
  },
  erase: {
    done: (lead: string): string => `Who ${lead} is has been erased for good. What is owed has not changed.`,
    nothing: (lead: string): string => `Nothing to erase: who ${lead} is was erased before, or never known.`,
  },
  journal: {
    none: 'No entries.',
    noLimit: (text: string): string => `--limit: “${text}” is no number from 1 to 9,999,999.`,
    columns: { at: 'When', actor: 'Who', action: 'What', outcome: 'Outcome', about: 'To what' },
  },
  rebuild: {
    progress: (at: string, of: string, percent: number): string => `Rebuilding: ${at} of ${of} events, ${percent} %`,
    done: (events: string, seconds: string): string =>
      `Everything is built anew from ${events} events, in ${seconds} s.`,
  },
  projector: {
    noDatabase:
      'DATABASE_URL has to name the database of the server. A server that has none keeps an embedded PostgreSQL, which no other process\n' +
      'gets at: there a thread of the server does this.',
  },
  start: {
    loaded: (facts: string): string => `The demo is loaded: ${facts}.`,
    next: 'What next, in another terminal',
    steps: [
      ['npm run -s paidonce -- import history.ndjson', 'record a history of your own'],
      ['npm run -s paidonce -- close CONTRACT', 'close its next period, and see the statement'],
      ['npm run -s paidonce -- export > all.ndjson', 'take everything away again'],
      ['npm run -s paidonce -- settle history.ndjson --account', 'settle a file without any server'],
      ['npm run -s paidonce -- --help', 'see everything else'],
    ] as readonly (readonly [string, string])[],
  },
  bundle: {
    written: (bytes: string, file: string): string => `${bytes} bytes are written to ${file}.`,
  },
  verify: {
    verifying: 'Verifying',
    noKey: (key: string): string => `“${key}” is no public key of a log: it looks like NAME+12345678+BASE64.`,
    holds: 'Everything that can be checked holds.',
    fails: (count: string): string => `This does not hold: ${count} of what was found speaks against it.`,
    unknown: 'What is marked with ? cannot be told from the bundle alone.',
    place: {
      line: (line: number): string => `line ${line}`,
      event: (revision: number): string => `event ${revision} of the account`,
      contract: (id: string): string => `contract ${id}`,
      statement: (number: number): string => `statement ${number}`,
      key: (key: string): string => `line ${key} of it`,
      byte: (byte: number): string => `byte ${byte}`,
    },
  },
  errors: {
    internal: 'Internal error: this is a fault of the program, not of your input. Please report it with these lines:',
    standardInput: 'standard input',
    standardInputTwice: 'Standard input (-) can be read once only.',
    cannotRead: (file: string, why: string): string => `Cannot read ${file}: ${why}.`,
    cannotWrite: (file: string, why: string): string => `Cannot write ${file}: ${why}.`,
    noSuchFile: 'there is no such file',
    notAllowed: 'not allowed',
    isDirectory: 'it is a directory',
    brokenGzip: 'it is damaged (gzip)',
    noPeriod: (text: string): string => `“${text}” is no period: write 2026-01, 2026-W05 or 2026-Q1.`,
    noWholeNumber: (option: string, text: string, least: string, most: string): string =>
      `${option}: “${text}” is no whole number from ${least} to ${most}.`,
    itemsOnStandardOutput: 'Items cannot share standard output with --json or --account: name a file for --items.',
    itemsOverHistory: (file: string): string => `${file} is the history itself: name another file for --items.`,
    usage: {
      'commander.unknownOption': (name: string): string => `There is no option ${name}.`,
      'commander.unknownCommand': (name: string): string => `There is no command ${name}.`,
      'commander.missingArgument': (name: string): string =>
        ({ contract: 'Name a contract.', bundle: 'Name a bundle: a file that `paidonce audit bundle` wrote.' })[name] ??
        'Name a history: a file of facts, or - for standard input.',
      'commander.optionMissingArgument': (name: string): string => `${name} needs a value.`,
      'commander.invalidArgument': (name: string): string => `Not possible: ${name}.`,
      'commander.excessArguments': (): string => 'Too many arguments.',
    } as Readonly<Record<string, (name: string) => string>>,
    didYouMean: (name: string): string => `Did you mean ${name}?`,
    seeHelp: (command: string): string => `\`${command} --help\` says how it is used.`,
  },
};

export type Texts = typeof en;
