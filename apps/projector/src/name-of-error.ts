/** Errors are told by their names: messages of a database may quote values. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
