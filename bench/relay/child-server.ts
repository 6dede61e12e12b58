import { type ChildProcess, spawn } from 'node:child_process';

export interface ChildServer {
  readonly pid: number;
  /** SIGTERM, and SIGKILL after `patienceMs`, 5 s by default. */
  stop(patienceMs?: number): Promise<void>;
  /** SIGKILL: it gets no chance to tidy up. */
  kill(): Promise<void>;
  /** The end of what it has written, on stdout and stderr. */
  lastWords(): string;
}

export interface ChildServerOptions {
  readonly command: readonly string[];
  /** The server is pinned to this processor, so that the load client has another for itself. */
  readonly cpu: number;
  /** A line of stdout or stderr that says the server is ready; the first group, if any, is returned. */
  readonly ready: RegExp;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly timeoutMs?: number;
}

/** Starts a server under test as a process of its own and waits for its ready line. Killed with the bench, by pid. */
export function startChildServer(
  options: ChildServerOptions,
): Promise<ChildServer & { readonly match: string }> {
  const [program = '', ...args] = options.command;
  const child: ChildProcess = spawn('taskset', ['-c', String(options.cpu), program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return new Promise((resolve, reject) => {
    let output = '';
    const timeout = setTimeout(() => {
      kill();
      reject(new Error(`${program} was not ready in time: ${output.slice(-2_000)}`));
    }, options.timeoutMs ?? 20_000);
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
      const match = options.ready.exec(output);
      if (!match || child.pid === undefined) return;
      clearTimeout(timeout);
      resolve({
        pid: child.pid,
        match: match[1] ?? '',
        stop,
        kill: () => end('SIGKILL'),
        lastWords: () => output.slice(-2_000),
      });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timeout);
      reject(new Error(`${program} ended with ${String(code)}: ${output.slice(-2_000)}`));
    });
    const stop = (patienceMs?: number): Promise<void> => end('SIGTERM', patienceMs);
    async function end(signal: 'SIGTERM' | 'SIGKILL', patienceMs = 5_000): Promise<void> {
      process.removeListener('exit', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((done) => child.once('exit', done));
      child.kill(signal);
      const force = setTimeout(kill, patienceMs);
      await gone;
      clearTimeout(force);
    }
  });
}
