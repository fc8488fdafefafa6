import { keyValue, type KeyKind } from '@paidonce/settlement';
import type { History, WireFact } from '../histories/wire.js';

type Person = Readonly<Partial<Record<KeyKind, unknown>>>;

const KINDS = ['phone', 'email', 'externalId'] as const;

/** The history as the server has it: facts about persons carry their keys. */
export function withPersonKeys(history: History): History {
  const countries = new Map<unknown, string>();
  const setup = <K extends string>(
    type: string,
    of: (data: Readonly<Record<K, unknown>>) => [unknown, string],
  ): void => {
    for (const fact of history) if (fact.type === type) countries.set(...of(fact.data));
  };
  const known = (id: unknown): string => countries.get(id) ?? 'RU';
  setup<'clientId' | 'country'>('client.registered', (d) => [
    `client ${String(d.clientId)}`,
    (d.country as string | null | undefined) ?? 'RU',
  ]);
  setup<'contractId' | 'clientId'>('contract.signed', (d) => [
    `contract ${String(d.contractId)}`,
    known(`client ${String(d.clientId)}`),
  ]);
  setup<'campaignId' | 'contractId'>('campaign.launched', (d) => [
    `campaign ${String(d.campaignId)}`,
    known(`contract ${String(d.contractId)}`),
  ]);
  setup<'leadId' | 'campaignId'>('lead.registered', (d) => [
    `lead ${String(d.leadId)}`,
    known(`campaign ${String(d.campaignId)}`),
  ]);
  return history.map((fact) => keyed(fact, known));
}

function keyed(fact: WireFact, countryOf: (id: string) => string): WireFact {
  const { type, data } = fact;
  if (type === 'key.shared') {
    const kind = data['kind'] as KeyKind;
    const value = keyValue(kind, String(data['value']), countryOf(`client ${String(data['clientId'])}`));
    return { ...fact, data: { ...data, value: value ?? data['value'] } };
  }
  if (type !== 'lead.registered' && type !== 'lead.identified') return fact;
  if (Array.isArray(data['personKeys'])) return fact;
  const person = data['person'] as Person;
  const personKeys = KINDS.flatMap((kind) => {
    const text = person[kind];
    const value =
      typeof text === 'string' ? keyValue(kind, text, countryOf(`lead ${String(data['leadId'])}`)) : undefined;
    return value === undefined ? [] : [`${kind}:${value}`];
  });
  return { ...fact, data: { ...data, person: {}, personKeys } };
}
