import { serve, stopOnSignals, type Backing, type Serving } from './serve.js';
import { readSettings, WrongSettings, type Settings } from './settings/settings.js';

type Open = (settings: Settings, log: Serving['log']) => Promise<Backing>;

/** `EX_CONFIG` of sysexits: the settings are wrong. */
const WRONG_SETTINGS = 78;

/**
 * Runs the server as this process until it is told to stop: reads the settings, opens what the server stands on by `open`, says where it
 * listens, and shows a new administrator's token, once. Wrong settings are named and end the process.
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
    if (!(error instanceof WrongSettings)) throw error;
    error.reasons.forEach((reason) => {
      say(reason);
    });
    process.exitCode = WRONG_SETTINGS;
    return undefined;
  }
}
