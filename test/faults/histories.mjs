import { built } from './built.mjs';

/** How far a fact may come before or after its place, in facts, where deliveries are out of order. */
const DISPLACED = 400;
/** How often facts that were refused are tried again while a delivery is laid out. */
const RETRY_EVERY = 40;

export const keyOf = ({ source, id }) => JSON.stringify([source, id]);

/**
 * Three histories, each of a client of its own, and how each is delivered:
 * `provider` to the letter, `finance` out of order, `bank` without its closings, which are asked for when their time has come.
 * A step is `{ text, key, closing, waits }`: a line of a file, the closing to be asked for before it, and whether it waits for those.
 */
export async function makeHistories(chance, leads) {
  const { demoCases } = await built('demo');
  const linesOf = (name) => {
    const told = demoCases.find((one) => one.name === name).generate({ seed: chance.seed >>> 0, leads });
    return [...told].map((fact) => earlier(JSON.stringify(fact)));
  };
  const [provider, finance, bank] = ['provider', 'finance', 'bank'].map(linesOf);
  return {
    original: provider,
    provider: provider.map(stepOf),
    finance: await outOfOrder(finance, chance.apart('order')),
    bank: withoutClosings(bank),
  };
}

/** Two years earlier, so that every period is over by any clock, and can be closed by command. */
function earlier(text) {
  return text.replace(/\b20(2\d)-(?=\d\d)/g, (_, year) => `20${Number(year) - 2}-`);
}

function stepOf(text) {
  return { text, key: keyOf(JSON.parse(text)) };
}

/** In an order in which some come too early and are refused: those come again when they are in order. */
async function outOfOrder(lines, chance) {
  const { Settlement } = await built('settlement');
  const settlement = new Settlement();
  const places = new Map(lines.map((text, i) => [text, i + (chance.percent(15) ? chance.below(DISPLACED) : 0)]));
  const shuffled = [...lines].sort((a, b) => places.get(a) - places.get(b));
  const steps = [];
  let early = [];
  const offer = (text) => {
    const { kind } = settlement.applyLine(text);
    if (kind === 'recorded') steps.push(stepOf(text));
    return kind !== 'refused';
  };
  for (const [i, text] of shuffled.entries()) {
    if (!offer(text)) {
      early.push(text);
      steps.push({ ...stepOf(text), early: true });
    }
    if (i % RETRY_EVERY === 0) early = early.filter((one) => !offer(one));
  }
  for (let before = Infinity; early.length < before;) {
    before = early.length;
    early = early.filter((one) => !offer(one));
  }
  if (early.length > 0) throw new Error(`no order in which these are recorded: ${early.join('\n')}`);
  return steps;
}

function withoutClosings(lines) {
  const steps = [];
  let closings = [];
  for (const text of lines) {
    const { type } = JSON.parse(text);
    if (type === 'period.closed') {
      closings.push(text);
      continue;
    }
    steps.push({ ...stepOf(text), closings, waits: type === 'correction.issued' });
    closings = [];
  }
  if (closings.length > 0) throw new Error('a closing behind the last fact is never asked for');
  return steps;
}
