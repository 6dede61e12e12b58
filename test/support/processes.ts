import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from '../../scripts/paths.ts';

/** Hundreds of starts of the same scripts: compiled once, each takes a third less. */
const COMPILE_CACHE = join(tmpdir(), 'yidu-compile-cache');

/** A process of the built product under test. */
export interface TestProcess {
  readonly child: ChildProcess;
  /** The first group of `pattern` in what it prints, now or later; rejects when it ends without. */
  printed(pattern: RegExp): Promise<string>;
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<void>;
  /** Ends it and waits; with SIGKILL it gets no chance to tidy up. */
  end(signal?: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<void>;
}

/** Runs a script with the Node that runs the tests, and these variables beside its own; `channel`: messages go both ways. */
export function startProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  channel = false,
): TestProcess {
  const child = spawn(process.execPath, args, {
    cwd: inRoot(),
    stdio: ['ignore', 'pipe', 'pipe', channel ? 'ipc' : 'ignore'],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, ...env },
  });
  let output = '';
  const watchers = new Set<() => void>();
  const tell = (): void => watchers.forEach((look) => look());
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      tell();
    });
  }
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
      tell();
    });
  });

  return {
    child,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(output)?.[1];
          const over = child.exitCode !== null || child.signalCode !== null;
          if (found === undefined && !over) return;
          watchers.delete(look);
          if (found === undefined) reject(new Error(`ended without printing ${pattern.source}:\n${output}`));
          else resolve(found);
        };
        watchers.add(look);
        look();
      }),
    ended: exited,
    async end(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    },
  };
}

/** A relay of its own process, as `npm run relay` runs it. */
export async function startRelay(
  folder: string,
  port: number,
  ...options: readonly string[]
): Promise<TestProcess> {
  const command = [inRoot('out/main/relay.cjs'), '--data', folder, '--port', String(port), ...options];
  const relay = startProcess(command);
  await relay.printed(/(listening)/);
  return relay;
}
