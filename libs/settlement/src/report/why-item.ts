import type { Sentence } from '@paidonce/facts';
import { unreachable } from '@paidonce/kernel';
import type { RemovalRule } from '../results/assess-lead.js';
import type { Lead } from '../persons/lead.js';
import { typeOfCode } from '../recording/codes.js';
import type { World } from '../recording/world.js';
import type { Identity, Item } from './item.js';

const shown = ({ source, id }: Identity): string => `${source}/${id}`;

const reasons: Readonly<Record<NonNullable<Item['reason']>, Sentence>> = {
  'before-contract': { en: 'It lies before the contract.', ru: 'Он раньше начала договора.' },
  'after-contract': { en: 'It lies after the end of the contract.', ru: 'Он позже окончания договора.' },
  'no-clause': {
    en: 'No clause of the terms that govern it pays such a fact in this campaign.',
    ru: 'Ни один пункт действующих для него условий не оплачивает такой факт в этой кампании.',
  },
  'no-rate': { en: 'The clause has no rate for this status.', ru: 'В пункте нет ставки для этого статуса.' },
  'not-counted': { en: 'The clause does not count it.', ru: 'Пункт такой факт не учитывает.' },
  'no-person': {
    en: 'The lead has no key and no link: without knowing who it is, nobody can promise not to bill the person twice.',
    ru: 'У лида нет ни ключа, ни связи: не зная, кто это, нельзя обещать не выставить его дважды.',
  },
  'no-lead': {
    en: 'The clause pays calls once a person, and the call names no lead.',
    ru: 'Пункт оплачивает звонки раз за человека, а лид у звонка не указан.',
  },
  'not-billable': { en: 'No clause bills facts of this type.', ru: 'Факты этого типа ни один пункт не оплачивает.' },
  overlap: {
    en: 'Seconds of it belong to a shift of the same operator that began earlier: a second is paid once.',
    ru: 'Часть секунд принадлежит более ранней смене того же оператора: секунда оплачивается один раз.',
  },
};

const removals: Readonly<Record<RemovalRule, (by: string) => Sentence>> = {
  retracted: (by) => ({ en: `Taken back by ${by}.`, ru: `Отозван фактом ${by}.` }),
  returned: (by) => ({
    en: `The lead was given back, which ${by} made accepted.`,
    ru: `Заявка возвращена; возврат принят по факту ${by}.`,
  }),
  disputed: (by) => ({ en: `A dispute of it was upheld by ${by}.`, ru: `Спор о нём решён в пользу заказчика: ${by}.` }),
};

/** The lead that a fact is about: of an outcome, or of a call. */
export function leadConcerned(world: World, position: number): Lead | undefined {
  const type = typeOfCode(world.facts.typeOf(position));
  const subject = world.facts.subjectOf(position);
  if (type === 'call.completed') return world.calls.leadOf(subject);
  return type.startsWith('lead.') || type === 'return.decided' ? world.leads.at(subject) : undefined;
}

function whoIs(world: World, by: Identity): Sentence {
  const position = world.facts.find(by.source, by.id);
  const lead = position < 0 ? world.leads.get(by.id) : leadConcerned(world, position);
  return lead ? { en: ` of lead ${lead.id}`, ru: ` лида ${lead.id}` } : { en: '', ru: '' };
}

/** Where an item stands: clause and period. */
function head(item: Item): Sentence {
  if (item.clauseId === null) return { en: '', ru: '' };
  const version = item.termsVersion === null ? '' : ` (${item.model ?? ''}, v${item.termsVersion})`;
  return { en: `Clause ${item.clauseId}${version}: `, ru: `Пункт ${item.clauseId}${version}: ` };
}

function what(item: Item, world: World): Sentence {
  const quantity = `${item.quantity} ${item.unit ?? ''}`.trim();
  const amount = item.amount === null ? '' : ` = ${item.amount}`;
  switch (item.fate) {
    case 'billed':
      return {
        en: `billed in ${item.forPeriod ?? ''}: ${quantity}${amount}.`,
        ru: `выставлен за ${item.forPeriod ?? ''}: ${quantity}${amount}.`,
      };
    case 'pending':
      return item.clauseId === null
        ? {
            en: `the client has until ${item.deadline ?? ''} to answer; silence counts as arrival.`,
            ru: `заказчик может ответить до ${item.deadline ?? ''}; молчание считается приходом.`,
          }
        : {
            en: `owed for ${item.forPeriod ?? ''}: ${quantity}${amount}; not billed yet, due from ${item.deadline ?? ''}.`,
            ru: `причитается за ${item.forPeriod ?? ''}: ${quantity}${amount}; ещё не выставлен, срок с ${item.deadline ?? ''}.`,
          };
    case 'covered': {
      const by = item.coveredBy ?? { source: '', id: '' };
      const lead = whoIs(world, by);
      return {
        en: `covered, billed 0: the person was paid for already by ${shown(by)}${lead.en}.`,
        ru: `зачтён, к оплате 0: за этого человека уже заплачено по факту ${shown(by)}${lead.ru}.`,
      };
    }
    case 'removed':
      return item.removedBy ? removals[item.removedBy.rule](shown(item.removedBy.fact)) : { en: '', ru: '' };
    case 'unbillable':
      return reasons[item.reason ?? 'not-billable'];
    default:
      return unreachable(item.fate);
  }
}

/** Why an item comes to what it does, in sentences. */
export function whyItem(world: World, item: Item): Sentence[] {
  const start = head(item);
  const rest = what(item, world);
  return [{ en: start.en + rest.en, ru: start.ru + rest.ru }];
}
