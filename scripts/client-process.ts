import { spawn, type ChildProcess } from 'node:child_process';
import type { HostChoice } from './choose-host.ts';
import { inRoot, ROOT } from './paths.ts';

/** A child that does not end when asked is killed after this; ms. The client itself takes at most 5 s. */
const KILL_AFTER_MS = 8_000;

/** Starts a client with the given arguments (`--profile …`); its output goes to this terminal. */
export function startClient(host: HostChoice, args: readonly string[]): ChildProcess {
  switch (host.kind) {
    case 'electron': {
      // Chromium refuses to sandbox for root, and then to start.
      const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
      return spawn(host.binary, [...(asRoot ? ['--no-sandbox'] : []), ROOT, ...args], { stdio: 'inherit' });
    }
    case 'web':
      // Over the channel the client notices when this process is gone, also after a kill.
      return spawn(process.execPath, [inRoot('src/webhost/start.ts'), ...args], {
        stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      });
  }
}

/** Resolves with the exit code once the process has ended. */
export function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode ?? 1);
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Asks a process to end, kills it if it does not, and waits until it has. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const force = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  child.kill('SIGTERM');
  await ended(child);
  clearTimeout(force);
}
