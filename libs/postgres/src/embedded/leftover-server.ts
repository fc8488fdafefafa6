import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Above what any system gives a process: nothing ever has it. */
const NOBODY_HAS_THIS_PID = 4_194_305;
/** How long a server may take to stop after each signal, the gentlest first. */
const STOPPING: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 60_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5_000],
];

/**
 * Stops the server that a killed process left running on a database, and clears the way for the next one. The caller holds the lock of the
 * data folder, so nobody else uses that server.
 */
export async function endLeftoverServer(folder: string, log: (line: string) => void): Promise<void> {
  const pidFile = join(folder, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const [firstLine, ...rest] = readFileSync(pidFile, 'utf8').split('\n');
  const pid = Number(firstLine);
  if (!isAlive(pid)) return;
  if (isServerOf(pid, folder)) {
    log(`a PostgreSQL server (process ${pid}) was left running on ${folder}: it is stopped first`);
    await stopProcess(pid);
    return;
  }
  // Another program has that process id now, and PostgreSQL would take it for a server. The rest of the file stays: by it PostgreSQL sees
  // whether processes of the dead server are still at work.
  writeFileSync(pidFile, [NOBODY_HAS_THIS_PID, ...rest].join('\n'));
}

async function stopProcess(pid: number): Promise<void> {
  for (const [signal, patience] of STOPPING) {
    signalProcess(pid, signal);
    const until = Date.now() + patience;
    while (Date.now() < until) {
      if (!isAlive(pid)) return;
      await sleep(20);
    }
  }
  throw new Error(`the PostgreSQL server that was left running, process ${pid}, cannot be stopped`);
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Dead, and not yet buried by the process that adopted it (in a container often never). */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

function isServerOf(pid: number, folder: string): boolean {
  const command = commandOf(pid);
  return command.includes('postgres') && command.includes(folder);
}

function commandOf(pid: number): string {
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (process.platform === 'win32') {
      const query = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`;
      return execFileSync('powershell', ['-NoProfile', '-Command', query], { encoding: 'utf8' });
    }
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
