import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildServer } from '../relay/child-server.ts';
import { freePort } from '../relay/free-port.ts';
import { BUILT_RELAY, startRelayProgram } from '../relay/workspace.ts';

/** Everybody here is one computer and in a hurry: no limit of a person's rate is to be measured. */
const RATES = ['--frames-per-second', '--commands-per-second', '--messages-per-second'].flatMap((rate) => [
  rate,
  '10000',
]);

/** A node that ends in order has done so by then. */
const REPLACED_MS = 60_000;

export interface NodePlan {
  readonly database: string;
  /** Of its bus. */
  readonly flags: readonly string[];
  /** The processor that it is pinned to. */
  readonly cpu: number;
}

/** A built relay on a shared database, as a process of its own; whatever happens to it, it listens at the same port. */
export class NodeProcess {
  readonly port: number;
  readonly #plan: NodePlan;
  readonly #folder = mkdtempSync(join(tmpdir(), 'bench-node-'));
  #program = BUILT_RELAY;
  #server: ChildServer | undefined;

  private constructor(port: number, plan: NodePlan) {
    this.port = port;
    this.#plan = plan;
  }

  static async start(plan: NodePlan): Promise<NodeProcess> {
    const node = new NodeProcess(await freePort(), plan);
    await node.run();
    return node;
  }

  /** Resolves when it listens. */
  async run(): Promise<void> {
    const { database, flags, cpu } = this.#plan;
    const own = ['--port', String(this.port), '--database', database, '--files', 'off'];
    this.#server = await startRelayProgram(this.#program, this.#folder, cpu, ...own, ...flags, ...RATES);
  }

  get pid(): number {
    if (!this.#server) throw new Error('the node does not run');
    return this.#server.pid;
  }

  /** Whether its process is there; one that was paused is. */
  get isThere(): boolean {
    try {
      return this.#server !== undefined && process.kill(this.#server.pid, 0);
    } catch {
      return false;
    }
  }

  /** The end of what it has logged. */
  lastWords(): string {
    return this.#server?.lastWords() ?? '';
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.#server?.kill();
    this.#server = undefined;
  }

  /** Ends it in order, however long that takes, and runs this program in its place. */
  async replace(program: string): Promise<void> {
    await this.#server?.stop(REPLACED_MS);
    this.#program = program;
    await this.run();
  }

  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  resume(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** Ends it in order and removes its folder. */
  async remove(): Promise<void> {
    await this.#server?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
