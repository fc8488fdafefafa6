import { obstacle } from './obstacle.js';
import { serve, stopOnSignals, type Backing, type Serving } from './serve.js';
import { readSettings, WrongSettings, type Settings } from './settings/settings.js';

type Open = (settings: Settings, log: Serving['log']) => Promise<Backing>;

/** `EX_CONFIG` of sysexits: the settings are wrong. */
const WRONG_SETTINGS = 78;
/** `EX_UNAVAILABLE`: something that the server stands on is not to be had. */
const CANNOT_START = 69;

/**
 * Runs the server as this process until it is told to stop: reads the settings, opens what the server stands on by `open`, says where it
 * listens, and shows a new administrator's token, once. Wrong settings, and what keeps the server from starting, are named and end the process.
 */
export async function start(
  environment: Readonly<Record<string, string | undefined>>,
  open: Open,
  say: (line: string) => void = console.error,
): Promise<Serving | undefined> {
  try {
    const serving = await serve(readSettings(environment), open);
    stopOnSignals(serving);
    say(`Paidonce listens on ${serving.url} (the API for people: ${serving.url}/docs)`);
    if (serving.newToken !== undefined) say(`The token of the administrator, shown this once: ${serving.newToken}`);
    return serving;
  } catch (error) {
    const hindrance = hindranceOf(error);
    if (!hindrance) throw error;
    hindrance.reasons.forEach((reason) => {
      say(reason);
    });
    process.exitCode = hindrance.isOfSettings ? WRONG_SETTINGS : CANNOT_START;
    return undefined;
  }
}

export interface Hindrance {
  /** In words, each to be mended. */
  readonly reasons: readonly string[];
  /** Whether the settings are wrong. */
  readonly isOfSettings: boolean;
}

/** What keeps the program from starting; `undefined` where it is a fault of the program. */
export function hindranceOf(error: unknown): Hindrance | undefined {
  if (error instanceof WrongSettings) return { reasons: error.reasons, isOfSettings: true };
  const inTheWay = obstacle(error);
  return inTheWay === undefined ? undefined : { reasons: [`Paidonce cannot start: ${inTheWay}`], isOfSettings: false };
}
