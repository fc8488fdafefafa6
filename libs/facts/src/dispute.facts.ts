import { choice, id, members } from './schema.builders.js';
import { contractId, factReference, note } from './common.members.js';
import { fact } from './fact-declaration.js';

const disputeId = id({ en: 'The dispute.', ru: 'Спор.' });

export const disputeFacts = {
  'dispute.opened': fact({
    title: { en: 'Dispute opened', ru: 'Спор открыт' },
    meaning: {
      en: 'The client disputes that a fact is billed by a clause; nothing changes until it is upheld.',
      ru: 'Заказчик оспаривает оплату факта по пункту договора; до решения ничего не меняется.',
    },
    introduces: 'disputeId',
    data: members(
      { en: 'The dispute.', ru: 'Спор.' },
      {
        disputeId,
        contractId,
        clauseId: id({ en: 'The usage clause that bills it.', ru: 'Пункт, по которому он оплачен.' }),
        fact: factReference(
          'The fact of a campaign of that contract; a deemed arrival is `deemed` and the `leadId`.',
          'Факт кампании этого договора; приход по умолчанию — `deemed` и `leadId`.',
        ),
        reason: id({ en: 'Why it should not be billed.', ru: 'Почему оплачивать не следует.' }),
      },
    ),
    example: {
      disputeId: 'D-1',
      contractId: 'C-1',
      clauseId: 'arr',
      fact: { source: 'deemed', id: 'L-1' },
      reason: 'The visit was for another product.',
    },
  }),

  'dispute.resolved': fact({
    title: { en: 'Dispute resolved', ru: 'Спор решён' },
    meaning: {
      en: 'The dispute was decided; upheld, it removes the fact from billing by that clause. The latest by time counts.',
      ru: 'Спор решён; удовлетворённый снимает факт с оплаты по пункту. Действует последнее по времени.',
    },
    data: members(
      { en: 'The decision.', ru: 'Решение.' },
      {
        disputeId,
        decision: choice(
          { en: 'What was decided.', ru: 'Что решено.' },
          {
            upheld: { en: 'the client is right', ru: 'прав заказчик' },
            rejected: { en: 'the client is not', ru: 'спор отклонён' },
          },
        ),
        note,
      },
    ),
    example: { disputeId: 'D-1', decision: 'upheld', note: 'The branch confirms it.' },
  }),

  'dispute.withdrawn': fact({
    title: { en: 'Dispute withdrawn', ru: 'Спор отозван' },
    meaning: { en: 'The client takes the dispute back.', ru: 'Заказчик отзывает спор.' },
    data: members({ en: 'Which dispute.', ru: 'Какой спор.' }, { disputeId }),
    example: { disputeId: 'D-1' },
  }),
};
