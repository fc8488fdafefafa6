import pino, { type Logger } from 'pino';

/** What a process of ours tells whoever runs it: JSON, a line each. */
export function openLog(level: string, destination: pino.DestinationStream = process.stdout): Logger {
  return pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
