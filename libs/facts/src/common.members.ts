import type { TObject, TOptional, TString } from '@sinclair/typebox';
import { choice, id, listOf, members, optional, personal, text } from './schema.builders.js';

export const clientId = id({
  en: 'The client: the organisation that pays.',
  ru: 'Заказчик: организация, которая платит.',
});
export const contractId = id({ en: 'The contract.', ru: 'Договор.' });
export const campaignId = id({ en: 'The campaign.', ru: 'Кампания.' });
export const leadId = id({
  en: "The lead: one person's case in one campaign.",
  ru: 'Лид: обращение одного человека в одной кампании.',
});
export const operatorId = id({ en: 'The operator who worked.', ru: 'Оператор, который работал.' });
export const note = optional(text({ en: 'A remark for people.', ru: 'Примечание для людей.' }));
export const reasonInWords = optional(text({ en: 'Why, in words.', ru: 'Почему, словами.' }));

/** `(source, id)` of a fact, as another fact refers to it. */
export function factReference(en: string, ru: string): TObject<{ source: TString; id: TString }> {
  return members(
    { en, ru },
    {
      source: id({ en: 'The `source` of that fact.', ru: '`source` этого факта.' }),
      id: id({ en: 'The `id` of that fact.', ru: '`id` этого факта.' }),
    },
  );
}

type OptionalText = TOptional<TString>;

/** Who the lead is, as far as it is known. Empty texts are no keys, and no mistake: forms are sent half filled. */
export const person: TObject<{
  phone: OptionalText;
  email: OptionalText;
  externalId: OptionalText;
  name: OptionalText;
}> = personal(
  members(
    {
      en: 'Who it is; may be empty. Leads of one client that share a key are one person.',
      ru: 'Кто это; может быть пустым. Лиды одного заказчика с общим ключом — один человек.',
    },
    {
      phone: personal(
        optional(
          text({
            en: "The phone number; without `+` it is read in the client's country.",
            ru: 'Номер телефона; без `+` читается по стране заказчика.',
          }),
        ),
      ),
      email: personal(optional(text({ en: 'The e-mail address.', ru: 'Адрес электронной почты.' }))),
      externalId: personal(
        optional(text({ en: "The person in the client's own books.", ru: 'Номер человека в учёте заказчика.' })),
      ),
      name: personal(optional(text({ en: 'The name; never a key.', ru: 'Имя; ключом не служит.' }))),
    },
  ),
);

export const keyKind = choice(
  { en: 'The kind of key.', ru: 'Вид ключа.' },
  {
    phone: { en: 'a phone number', ru: 'номер телефона' },
    email: { en: 'an e-mail address', ru: 'адрес электронной почты' },
    externalId: { en: "a number in the client's books", ru: 'номер в учёте заказчика' },
  },
);

export const personKeys = personal(
  optional(
    listOf(
      {
        en: 'Keys of the person as digests; they replace what would be worked out from `person`. The server writes them when it encrypts personal data.',
        ru: 'Ключи человека в виде дайджестов; заменяют то, что вычислялось бы из `person`. Пишет сервер, когда шифрует персональные данные.',
      },
      personal(
        text(
          { en: 'The kind of key, a colon and the digest.', ru: 'Вид ключа, двоеточие и дайджест.' },
          { pattern: '^(phone|email|externalId):.+$' },
          {
            en: 'a kind of key and a digest, such as "phone:9f86d081"',
            ru: 'вид ключа и дайджест, например "phone:9f86d081"',
          },
        ),
      ),
    ),
  ),
);

export const dialogueStatus = {
  'no-answer': { en: 'nobody answered', ru: 'не дозвонились' },
  secretary: { en: 'a secretary or a relative answered', ru: 'ответил секретарь или родственник' },
  'decision-maker': { en: 'the person who can decide spoke', ru: 'говорили с ЛПР' },
  consent: { en: 'that person agreed', ru: 'ЛПР согласен' },
} as const;

export type DialogueStatus = keyof typeof dialogueStatus;

export const dialogueStatuses = Object.keys(dialogueStatus) as readonly DialogueStatus[];
