import 'reflect-metadata';
import { plainToInstance, Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  validateSync,
} from 'class-validator';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

const PROJECTORS = ['thread', 'none'] as const;
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const wholeNumber = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
);
const yesOrNo = Transform(({ value }: { value: unknown }) => (value === '1' ? true : value === '0' ? false : value));

/** What the server is told when it starts, by the names of the environment. */
export class Settings {
  /** 0: any free one. */
  @wholeNumber
  @IsInt({ message: 'a whole number from 0 to 65535' })
  @Min(0, { message: 'a whole number from 0 to 65535' })
  @Max(65_535, { message: 'a whole number from 0 to 65535' })
  readonly PORT: number = 3000;

  @IsString()
  @IsNotEmpty({ message: 'the name or address to listen on' })
  readonly HOST: string = '127.0.0.1';

  @IsString()
  @IsNotEmpty({ message: 'a folder' })
  readonly PAIDONCE_DATA: string = './data';

  /** Whether the first run loads the demo; absent: on an interactive one. */
  @IsOptional()
  @yesOrNo
  @IsBoolean({ message: '1 or 0' })
  readonly PAIDONCE_DEMO?: boolean;

  /** Bearer token of an administrator; absent: made and kept in the data folder. */
  @IsOptional()
  @Matches(/^[\w.~+/=-]{16,512}$/, { message: '16 to 512 letters, digits or -._~+/=' })
  readonly PAIDONCE_TOKEN?: string;

  /** A PostgreSQL; absent: the embedded one. */
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/./, { message: 'an address that begins with postgres:// or postgresql://' })
  readonly DATABASE_URL?: string;

  /** An EventStoreDB or KurrentDB; absent: the log is in PostgreSQL. */
  @IsOptional()
  @Matches(/^(esdb|kurrentdb|kurrent)(\+discover)?:\/\/./, {
    message: 'an address that begins with esdb:// or kurrentdb://',
  })
  readonly EVENTSTORE_URL?: string;

  /** A persistent subscription of that EventStoreDB by which the figures are kept; absent: a subscription of the server's own. */
  @IsOptional()
  @Matches(/^[\w.-]{1,100}$/, { message: '1 to 100 letters, digits or -._' })
  readonly EVENTSTORE_GROUP?: string;

  /** Whether to start though the master key is lost: who the persons of sealed facts are is lost then, what is owed is not. */
  @IsOptional()
  @yesOrNo
  @IsBoolean({ message: '1 or 0' })
  readonly PAIDONCE_ACCEPT_LOST_KEYS?: boolean;

  /** Where signed checkpoints are posted to; absent: nowhere. */
  @IsOptional()
  @Matches(/^https?:\/\/./, { message: 'an address that begins with http:// or https://' })
  readonly PAIDONCE_WITNESS_URL?: string;

  /** Who keeps the figures up to date and seals the log: a thread of the server, or processes of their own. */
  @IsIn(PROJECTORS, { message: `one of ${PROJECTORS.join(', ')}` })
  readonly PAIDONCE_PROJECTOR: (typeof PROJECTORS)[number] = 'thread';

  @IsIn(LEVELS, { message: `one of ${LEVELS.join(', ')}` })
  readonly LOG_LEVEL: (typeof LEVELS)[number] = 'info';
}

/** Values of these appear in no message. */
const SECRET = ['PAIDONCE_TOKEN', 'DATABASE_URL', 'EVENTSTORE_URL', 'PAIDONCE_WITNESS_URL'];
const NAMES = [
  'PORT',
  'HOST',
  'PAIDONCE_DATA',
  'PAIDONCE_DEMO',
  'PAIDONCE_TOKEN',
  'DATABASE_URL',
  'EVENTSTORE_URL',
  'EVENTSTORE_GROUP',
  'PAIDONCE_ACCEPT_LOST_KEYS',
  'PAIDONCE_WITNESS_URL',
  'PAIDONCE_PROJECTOR',
  'LOG_LEVEL',
];

/** Settings are wrong; each reason names its setting. */
export class WrongSettings extends Error {
  override readonly name = 'WrongSettings';

  constructor(readonly reasons: readonly string[]) {
    super(reasons.join('\n'));
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings from the environment, and from the file that `PAIDONCE_CONFIG` names (lines of NAME=value), which it outranks. An empty
 * value is none. Throws {@link WrongSettings}.
 */
export function readSettings(environment: Environment): Settings {
  const file = environment['PAIDONCE_CONFIG'];
  const given = { ...(file ? readFile(file) : {}), ...onlyKnown(environment) };
  const settings = plainToInstance(Settings, given, { exposeDefaultValues: true });
  const wrong = validateSync(settings).map(({ property, value, constraints = {} }) => {
    const found = SECRET.includes(property) ? 'it is not' : `found ${JSON.stringify(value)}`;
    return `${property} has to be ${Object.values(constraints)[0] ?? 'valid'}; ${found}`;
  });
  if (settings.PAIDONCE_PROJECTOR === 'none' && settings.DATABASE_URL === undefined)
    wrong.push(
      'PAIDONCE_PROJECTOR has to be thread without DATABASE_URL: no other process gets at the embedded PostgreSQL; found "none"',
    );
  if (wrong.length > 0) throw new WrongSettings(wrong);
  return settings;
}

function onlyKnown(given: Environment): Record<string, string> {
  return Object.fromEntries(NAMES.flatMap((name) => (given[name] ? [[name, given[name]]] : [])));
}

function readFile(path: string): Record<string, string> {
  let given: Environment;
  try {
    given = parseEnv(readFileSync(path, 'utf8'));
  } catch {
    throw new WrongSettings([
      `PAIDONCE_CONFIG has to be a file of lines NAME=value; ${JSON.stringify(path)} cannot be read`,
    ]);
  }
  const unknown = Object.keys(given).filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new WrongSettings(unknown.map((name) => `${name} in ${path} is no setting`));
  return onlyKnown(given);
}
