import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { residentMegabytes } from '../process-stats.ts';

/** How often memory is looked at; ms. */
const SAMPLE_MS = 50;

/** A process that is killed and started again; it remembers how much memory any of its lives took. */
export class Victim {
  readonly #start: (life: number) => readonly string[];
  readonly #onLine: (line: string) => void;
  #child: ChildProcess | undefined;
  #sampling: NodeJS.Timeout | undefined;
  #lives = 0;
  /** MB (10^6 bytes). */
  peak = 0;
  kills = 0;

  /** `start` gives the arguments for Node; `onLine` hears what it prints. */
  constructor(start: (life: number) => readonly string[], onLine: (line: string) => void) {
    this.#start = start;
    this.#onLine = onLine;
  }

  start(): void {
    const child = spawn(process.execPath, [...this.#start(this.#lives++)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    createInterface(child.stdout).on('line', (line) => {
      // What a dead one had still said concerns nobody.
      if (this.#child === child) this.#onLine(line);
    });
    this.#sampling = setInterval(() => {
      if (child.pid !== undefined) this.peak = Math.max(this.peak, residentMegabytes(child.pid));
    }, SAMPLE_MS);
  }

  /** SIGKILL: it has no chance to tidy up. */
  async kill(): Promise<void> {
    const child = this.#child;
    clearInterval(this.#sampling);
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await gone;
    this.kills++;
  }
}
