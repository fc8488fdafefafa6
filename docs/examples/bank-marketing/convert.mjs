#!/usr/bin/env node
/**
 * Turns the public data set "Bank Marketing" (UCI, `bank-full.csv`) into a history: facts as NDJSON on standard output, in
 * the order of recording. One day of rows is held at a time. README.md beside this file says what is made of the rows.
 */
import { parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Temporal } from 'temporal-polyfill';

const NAME = 'bank-marketing';
const CLIENT = { clientId: NAME, name: 'A Portuguese bank', country: 'PT' };
const CONTRACT = `${NAME}-contract`;
const TIME_ZONE = 'Europe/Lisbon';
/** The rows are in order of date from May 2008 on, and name day and month only. */
const FIRST_YEAR = 2008;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const COLUMNS = ['day', 'month', 'duration', 'campaign', 'pdays', 'previous', 'poutcome', 'y'];

/** The standard rate of Portuguese VAT in those years. */
const VAT = [
  { from: '2008-01-01', rate: '0.21' },
  { from: '2008-07-01', rate: '0.20' },
  { from: '2010-07-01', rate: '0.21' },
];

/** Invented terms: minutes of talk, and once a person either the application or the subscription. */
function termsOf(effectiveFrom, rate) {
  return {
    effectiveFrom,
    currency: 'EUR',
    timeZone: TIME_ZONE,
    period: 'month',
    vat: { mode: 'exclusive', rate },
    reconciliation: { mode: 'paid-once', scope: 'product', windowDays: 180, keys: ['externalId'] },
    clauses: [
      { id: 'minute', model: 'operator-minute', rate: '0.25', counts: ['talk'] },
      { id: 'application', model: 'confirmed-lead', price: '12.00' },
      { id: 'subscription', model: 'arrived-client', price: '12.00', counts: ['onboarded'] },
    ],
  };
}

const two = (n) => String(n).padStart(2, '0');
const HOUR = 3600;
const CALLS_FROM = 9 * HOUR;
const CALLS_FOR = 10 * HOUR;

/** What is recorded on one day, which is put in the order of recording in the end. */
class Day {
  #facts = [];

  constructor(date) {
    this.date = date;
    // The clocks of Lisbon change at night, never between nine and eight.
    this.offset = date.toZonedDateTime({ timeZone: TIME_ZONE, plainTime: '12:00' }).offset;
  }

  /** `at` and `recordedAt` in seconds since midnight. */
  record(type, number, data, at, recordedAt = at) {
    const id = `${type}-${number}`;
    const times = { time: this.#written(at), recordedtime: this.#written(recordedAt) };
    this.#facts.push({ recordedAt, fact: { specversion: '1.0', id, source: NAME, type, ...times, data } });
  }

  lines() {
    this.#facts.sort((a, b) => a.recordedAt - b.recordedAt);
    return this.#facts.map(({ fact }) => `${JSON.stringify(fact)}\n`).join('');
  }

  #written(seconds) {
    const clock = [seconds / HOUR, (seconds / 60) % 60, seconds % 60].map((part) => two(Math.floor(part))).join(':');
    return `${this.date.toString()}T${clock}${this.offset}`;
  }
}

function wholeNumber(row, column, number, least) {
  const value = Number(row[column]);
  if (row[column] !== '' && Number.isInteger(value) && value >= least) return value;
  throw new Error(`row ${number}: ${column} is "${row[column]}", but has to be a whole number from ${least}`);
}

/** The date of a row: months never go back but at New Year. */
function dateOf(row, number, before) {
  const month = MONTHS.indexOf(row.month) + 1;
  if (month === 0) throw new Error(`row ${number}: no month is called "${row.month}"`);
  const year = before === undefined ? FIRST_YEAR : before.year + (month < before.month ? 1 : 0);
  const day = wholeNumber(row, 'day', number, 1);
  if (day > Temporal.PlainYearMonth.from({ year, month }).daysInMonth) {
    throw new Error(`row ${number}: ${row.month} ${year} has no day ${day}`);
  }
  const date = Temporal.PlainDate.from({ year, month, day });
  if (before !== undefined && Temporal.PlainDate.compare(date, before) < 0) {
    throw new Error(`row ${number}: ${date.toString()} comes after ${before.toString()}`);
  }
  return date;
}

/** The rows of one date after another. */
async function* byDate(rows) {
  let number = 0;
  let date;
  let own = [];
  for await (const row of rows) {
    number++;
    const next = dateOf(row, number, date);
    if (date !== undefined && !next.equals(date)) {
      yield { date, rows: own };
      own = [];
    }
    date = next;
    own.push({ row, number });
  }
  if (date !== undefined) yield { date, rows: own };
}

/** One row: a lead of one person, the last call to them, and what came of it. */
function recordRow(day, row, number, at) {
  const leadId = `${NAME}-${number}`;
  const campaignId = `${NAME}-${day.date.year}`;
  const talk = wholeNumber(row, 'duration', number, 0);
  const attempt = wholeNumber(row, 'campaign', number, 1);
  const daysAgo = wholeNumber(row, 'pdays', number, -1);
  const earlier = { daysAgo, contacts: wholeNumber(row, 'previous', number, 0), outcome: row.poutcome };
  const lead = { leadId, campaignId, person: { externalId: `row-${number}` } };
  day.record('lead.registered', number, daysAgo < 0 ? lead : { ...lead, earlier }, at);
  const call = { callId: `call-${number}`, campaignId, operatorId: 'unknown', leadId, seconds: { talk }, attempt };
  day.record('call.completed', number, call, at, at + talk);
  if (row.y !== 'yes') return;
  day.record('lead.confirmed', number, { leadId }, at + talk);
  day.record('lead.arrived', number, { leadId, as: 'onboarded' }, at + talk);
}

/** The first day of a month: the month before is closed, and a new rate of VAT agreed on, a month ahead. */
function beginMonth(month, isFirst) {
  const day = new Day(month.toPlainDate({ day: 1 }));
  const start = day.date.toString();
  if (isFirst) {
    const { rate } = VAT.findLast(({ from }) => from <= start);
    day.record('client.registered', 1, CLIENT, 7 * HOUR);
    day.record('contract.signed', 1, { contractId: CONTRACT, clientId: NAME, terms: termsOf(start, rate) }, 7 * HOUR);
  } else {
    const period = month.subtract({ months: 1 }).toString();
    day.record('period.closed', period, { contractId: CONTRACT, period }, 7 * HOUR);
  }
  const next = day.date.add({ months: 1 }).toString();
  const change = VAT.find(({ from }) => from === next);
  if (change)
    day.record('contract.amended', next, { contractId: CONTRACT, terms: termsOf(next, change.rate) }, 8 * HOUR);
  return day.lines();
}

const nextMonth = (month) => month.add({ months: 1 });
const isUpTo = (month, last) => Temporal.PlainYearMonth.compare(month, last) <= 0;

/** The history, a day at a time. */
async function* history(rows) {
  let month;
  let year;
  for await (const { date, rows: own } of byDate(rows)) {
    const last = date.toPlainYearMonth();
    const isFirst = month === undefined;
    for (let next = isFirst ? last : nextMonth(month); isUpTo(next, last); next = nextMonth(next)) {
      yield beginMonth(next, isFirst);
    }
    month = last;
    const day = new Day(date);
    if (year !== date.year) {
      year = date.year;
      const campaign = { campaignId: `${NAME}-${year}`, contractId: CONTRACT, product: 'Term deposit' };
      day.record('campaign.launched', year, { ...campaign, name: `Term deposit, ${year}` }, 8 * HOUR);
    }
    own.forEach(({ row, number }, i) => {
      recordRow(day, row, number, CALLS_FROM + Math.floor((i * CALLS_FOR) / own.length));
    });
    yield day.lines();
  }
  if (month !== undefined) yield beginMonth(nextMonth(month), false);
}

function checkedHeader(header) {
  const missing = COLUMNS.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new Error(`the file has no column ${missing.join(', ')}`);
  return header;
}

async function convert(path) {
  const unpacked = path.endsWith('.gz') ? [createGunzip()] : [];
  const rows = parse({ delimiter: ';', columns: checkedHeader, bom: true, skip_empty_lines: true });
  await pipeline(createReadStream(path), ...unpacked, rows, history, process.stdout, { end: false });
}

const [path, ...more] = process.argv.slice(2);
if (path === undefined || more.length > 0) {
  console.error('usage: node convert.mjs bank-full.csv[.gz] > bank.ndjson');
  process.exitCode = 64;
} else {
  try {
    await convert(path);
  } catch (error) {
    // Whoever reads the output may stop early.
    if (error.code !== 'EPIPE') {
      console.error(error.message);
      process.exitCode = 1;
    }
  }
}
