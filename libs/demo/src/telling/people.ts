import type { FactOf } from '@paidonce/facts';
import type { Random } from './random.js';

/** What a lead is registered with. */
export type Contact = FactOf<'lead.registered'>['data']['person'];

/** An invented person and what is known of them. */
export interface DemoPerson {
  readonly name: string;
  /** The ten digits after +7. */
  readonly phone: string;
  /** Lower case. */
  readonly email: string | undefined;
  /** The person's number in the client's books. */
  readonly externalId: string;
}

type Spelling = readonly [latin: string, cyrillic: string];

const women: readonly Spelling[] = [
  ['anna', 'Анна'],
  ['vera', 'Вера'],
  ['darya', 'Дарья'],
  ['elena', 'Елена'],
  ['inga', 'Инга'],
  ['lidia', 'Лидия'],
  ['marta', 'Марта'],
  ['nina', 'Нина'],
  ['olga', 'Ольга'],
  ['sofia', 'София'],
];
const men: readonly Spelling[] = [
  ['artem', 'Артём'],
  ['boris', 'Борис'],
  ['denis', 'Денис'],
  ['egor', 'Егор'],
  ['ilya', 'Илья'],
  ['kirill', 'Кирилл'],
  ['maxim', 'Максим'],
  ['pavel', 'Павел'],
  ['roman', 'Роман'],
  ['timur', 'Тимур'],
];
/** Invented surnames; a woman's has an `a` more. */
const surnames: readonly Spelling[] = [
  ['berezhkov', 'Бережков'],
  ['vereskov', 'Вересков'],
  ['granitov', 'Гранитов'],
  ['dalnev', 'Дальнев'],
  ['zarnitsyn', 'Зарницын'],
  ['kamyshin', 'Камышин'],
  ['ladogin', 'Ладогин'],
  ['makovkin', 'Маковкин'],
  ['ozernov', 'Озернов'],
  ['polynov', 'Полынов'],
  ['rosin', 'Росин'],
  ['severgin', 'Севергин'],
  ['tuchkin', 'Тучкин'],
  ['uralov', 'Уралов'],
  ['chaykin', 'Чайкин'],
  ['yantarev', 'Янтарев'],
];

/** Domains that belong to nobody (RFC 2606). */
const domains = ['example.com', 'example.net', 'example.org', 'mail.example'] as const;

/** Mobile codes that, as far as is known, no operator has been given: nobody is called by mistake. */
const CODES = [942, 943, 944, 945, 946, 947, 948] as const;
const FIRST_SUBSCRIBER = 5_000_000;
/** A prime, so that the multiples of a number run through all subscribers before one comes again. */
const SUBSCRIBERS = 4_999_999;
const STRIDE = 1_618_033;

/** The ten digits of the n-th invented phone number; no two of the first five million are the same. */
export function inventedPhone(n: number): string {
  const code = CODES[n % CODES.length] as number;
  return `${code}${FIRST_SUBSCRIBER + ((n * STRIDE) % SUBSCRIBERS)}`;
}

/** Makes up people, one after the other; one in five has no e-mail address. */
export class People {
  #count = 0;

  constructor(
    readonly random: Random,
    /** Where this case's phone numbers begin, so that two cases have no number in common. */
    readonly firstPhone: number,
    /** How the client numbers people in its books, if leads come with such numbers at all. */
    readonly books?: string,
  ) {}

  next(): DemoPerson {
    const { random } = this;
    const count = ++this.#count;
    const isWoman = random.chance(50);
    const given = random.pick(isWoman ? women : men);
    const family = random.pick(surnames);
    const [latin, cyrillic] = isWoman ? [`${family[0]}a`, `${family[1]}а`] : family;
    return {
      name: `${given[1]} ${cyrillic}`,
      phone: inventedPhone(this.firstPhone + count),
      email: random.chance(80) ? `${given[0]}.${latin}.${count}@${random.pick(domains)}` : undefined,
      externalId: `${this.books ?? ''}${String(count).padStart(6, '0')}`,
    };
  }

  /** How a person leaves their details the first time. */
  introduction(person: DemoPerson): Contact {
    const { random } = this;
    const phone = writtenPhone(person.phone, random.between(0, 2));
    if (this.books !== undefined && random.chance(40))
      return { name: person.name, phone, externalId: person.externalId };
    return person.email === undefined || random.chance(25)
      ? { name: person.name, phone }
      : { name: person.name, phone, email: person.email };
  }

  /** How the same person leaves them again: written another way, or by e-mail only where that is known. */
  another(person: DemoPerson, known: Contact): Contact {
    const { random } = this;
    if (known.email !== undefined && random.chance(50)) {
      return { name: person.name.toUpperCase(), email: shouted(known.email, random) };
    }
    if (known.externalId !== undefined && random.chance(50)) return { externalId: ` ${known.externalId}` };
    return { phone: writtenPhone(person.phone, random.between(2, 5)) };
  }
}

/** One number, written the ways that people write it. */
export function writtenPhone(digits: string, way: number): string {
  const [code, first, second, third] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6, 8), digits.slice(8)];
  switch (way) {
    case 0:
      return `+7${digits}`;
    case 1:
      return `+7 ${code} ${first} ${second} ${third}`;
    case 2:
      return `8 (${code}) ${first}-${second}-${third}`;
    case 3:
      return `8${digits}`;
    case 4:
      return `8-${code}-${first}-${second}-${third}`;
    default:
      return `007 ${code} ${first}${second}${third}`;
  }
}

function shouted(email: string, random: Random): string {
  return random.chance(50) ? email.toUpperCase() : ` ${email.charAt(0).toUpperCase()}${email.slice(1)} `;
}
