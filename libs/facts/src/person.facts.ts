import { id, listOf, members, personal } from './schema.builders.js';
import { campaignId, clientId, keyKind, leadId, person, personKeys } from './common.members.js';
import { fact } from './fact-declaration.js';
import { fault, type Fault } from './schema.faults.js';

const lead = id({ en: 'A lead of that client.', ru: 'Лид этого заказчика.' });

const SEVERAL: readonly Fault[] = [];

/** A lead linked to itself is a slip of somebody who meant another one. */
function faultsOfLink({ leadIds }: { readonly leadIds: readonly string[] }): readonly Fault[] {
  if (leadIds.some((leadId) => leadId !== leadIds[0])) return SEVERAL;
  return [fault('data.leadIds', 'two or more different leads', `found the same one ${leadIds.length} times`)];
}

/** Who a lead is, and which leads are one person: what keeps anybody from being billed twice. */
export const personFacts = {
  'lead.registered': fact({
    title: { en: 'Lead registered', ru: 'Лид заведён' },
    meaning: {
      en: "One person's case in one campaign begins.",
      ru: 'Начато обращение одного человека в одной кампании.',
    },
    introduces: 'leadId',
    retractable: false,
    data: members({ en: 'The lead.', ru: 'Лид.' }, { leadId, campaignId, person, personKeys }),
    example: {
      leadId: 'L-1',
      campaignId: 'K-1',
      person: { phone: '+79161234567', email: 'anna@example.com', externalId: 'A-77', name: 'Anna' },
      personKeys: ['phone:9f86d081884c7d65'],
    },
  }),

  'lead.identified': fact({
    title: { en: 'Lead identified', ru: 'Лид опознан' },
    meaning: {
      en: 'It turns out who the lead is; the latest by time replaces what was registered.',
      ru: 'Выяснилось, кто этот лид; последнее по времени заменяет заведённое.',
    },
    data: members({ en: 'Who the lead is.', ru: 'Кто этот лид.' }, { leadId, person, personKeys }),
    example: {
      leadId: 'L-1',
      person: { phone: '+79161234568', email: 'anna@example.com', externalId: 'A-77', name: 'Anna' },
      personKeys: ['phone:60303ae22b998861'],
    },
  }),

  'person.linked': fact({
    title: { en: 'Leads linked', ru: 'Лиды связаны' },
    meaning: {
      en: 'These leads are one person, though they need share no key.',
      ru: 'Эти лиды — один человек, даже без общего ключа.',
    },
    data: members(
      { en: 'The link.', ru: 'Связь.' },
      {
        clientId,
        leadIds: listOf(
          { en: 'The leads that are one person: two or more.', ru: 'Лиды одного человека: два или больше.' },
          lead,
          { minItems: 2 },
        ),
      },
    ),
    rule: faultsOfLink,
    example: { clientId: 'bank', leadIds: ['L-1', 'L-2'] },
  }),

  'person.separated': fact({
    title: { en: 'Leads separated', ru: 'Лиды разделены' },
    meaning: {
      en: 'The keys of these leads join them to nobody; a link still does.',
      ru: 'Ключи этих лидов ни с кем их не объединяют; связь объединяет по-прежнему.',
    },
    data: members(
      { en: 'The separation.', ru: 'Разделение.' },
      {
        clientId,
        leadIds: listOf({ en: 'The leads that are set apart.', ru: 'Лиды, которые отделены.' }, lead, { minItems: 1 }),
      },
    ),
    example: { clientId: 'bank', leadIds: ['L-3'] },
  }),

  'key.shared': fact({
    title: { en: 'Key shared by many', ru: 'Общий ключ' },
    meaning: {
      en: 'A key of many people, such as the number of a switchboard: it joins nobody, though it stays a key.',
      ru: 'Ключ многих людей, например номер коммутатора: никого не объединяет, но ключом остаётся.',
    },
    data: members(
      { en: 'The key.', ru: 'Ключ.' },
      {
        clientId,
        kind: keyKind,
        value: personal(id({ en: 'The key itself, or its digest.', ru: 'Сам ключ или его дайджест.' })),
      },
    ),
    example: { clientId: 'bank', kind: 'phone', value: '+74951234567' },
  }),
};
