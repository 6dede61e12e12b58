import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { NodeRegister } from '../storage/node-register.ts';

/** How old what the register says of connections may be. ms. */
const REPORT_MS = 10_000;

export interface NodeReportDeps {
  readonly register: NodeRegister;
  readonly connections: () => number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Tells the register every 10 s how many are connected here, from now on. What it does not take, it is told the next time. */
export class NodeReport {
  readonly #deps: NodeReportDeps;
  #cancel: () => void = () => undefined;
  #telling: Promise<void>;
  #closed = false;

  constructor(deps: NodeReportDeps) {
    this.#deps = deps;
    this.#telling = this.#tell();
  }

  /** Resolves when the register is left alone. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#telling;
  }

  async #tell(): Promise<void> {
    const { register, connections, clock, logger } = this.#deps;
    try {
      await register.report(connections(), clock.now());
    } catch (error) {
      logger.warn({ err: error }, 'the register of nodes was not told');
    }
    if (this.#closed) return;
    this.#cancel = clock.schedule(REPORT_MS, () => {
      this.#telling = this.#tell();
    });
  }
}
