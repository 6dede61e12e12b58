import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** The one process that has a profile folder. */
export interface InstanceLock {
  /** Where a second process rings. Readable by the user only: the address holds a secret. */
  publish(address: string): void;
  release(): void;
}

/**
 * Takes the folder for this process, as Electron's requestSingleInstanceLock does: synchronously, and freed by the
 * operating system however the process ends. `undefined`: another process has it; it has been rung, and has `data`.
 */
export function claimFolder(folder: string, data: unknown): InstanceLock | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const contact = join(folder, 'webhost.address');
  // SQLite's exclusive transaction is the portable file lock that no stale pid can fake.
  const database = new Database(join(folder, 'webhost.lock'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch {
    database.close();
    ring(contact, data);
    return undefined;
  }
  return {
    publish(address) {
      writeFileSync(contact, address, { mode: 0o600 });
      chmodSync(contact, 0o600);
    },
    release() {
      rmSync(contact, { force: true });
      database.close();
    },
  };
}

/** Synchronous, because the caller ends the process right after. */
function ring(contact: string, data: unknown): void {
  let address: string;
  try {
    address = readFileSync(contact, 'utf8');
  } catch {
    return;
  }
  const request = { method: 'POST', body: JSON.stringify(data) };
  const script =
    `fetch(${JSON.stringify(address)}, { ...${JSON.stringify(request)}, signal: AbortSignal.timeout(2000) })` +
    `.catch(() => {})`;
  spawnSync(process.execPath, ['-e', script], { stdio: 'ignore', timeout: 5_000 });
}
