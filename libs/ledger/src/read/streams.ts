/** Every fact of a client, and the statements issued to it, stand in one stream: the client's account. */
const PREFIX = 'account-';

export function streamOf(clientId: string): string {
  return PREFIX + clientId;
}

/** The client whose account a stream is. */
export function clientOfStream(stream: string): string | undefined {
  return stream.startsWith(PREFIX) ? stream.slice(PREFIX.length) : undefined;
}

/** Type of the event that follows a closing: its data is the statement, byte for byte. */
export const STATEMENT_ISSUED = 'statement.issued';
