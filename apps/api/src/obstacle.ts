/** What people have to mend before the server can start, by the names of errors and by the codes of the system and of PostgreSQL. */
const OBSTACLES =
  /^(LogUnavailable|FolderInUse|MasterKeyLost|LogKeyMissing|E(ADDR|CONN|ACCES|NOTFOUND|HOSTUNREACH|ROFS|NOSPC)\w*|28\w{3}|3D000|53300|57P03)$/;

/** What keeps the server from starting, in words; `undefined` where it is a fault of the program. */
export function obstacle(error: unknown): string | undefined {
  // Errors of the system may be of another realm, and are no instances of `Error` here.
  const { name, code, message } = (error ?? {}) as {
    readonly name?: unknown;
    readonly code?: unknown;
    readonly message?: unknown;
  };
  const isObstacle = [name, code].some((word) => typeof word === 'string' && OBSTACLES.test(word));
  return isObstacle ? String(message) : undefined;
}
