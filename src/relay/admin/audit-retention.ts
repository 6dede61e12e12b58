import type { AdminContext } from './context.ts';

const DAY_MS = 86_400_000;
/** After the start, and between two steps of a round. ms. */
const STEP_MS = 1_000;
/** Lines in one step, so that people's own writes never wait for long. */
const STEP_LINES = 1_000;

/** Removes lines of the audit log that are older than they are kept, once a day. */
export class AuditRetention {
  readonly #context: AdminContext;
  #cancel: () => void = () => undefined;
  #closed = false;

  constructor(context: AdminContext) {
    this.#context = context;
    this.#arm(STEP_MS);
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #arm(ms: number): void {
    if (this.#closed) return;
    this.#cancel = this.#context.relay.clock.schedule(ms, () => void this.#step());
  }

  async #step(): Promise<void> {
    const { relay, policies } = this.#context;
    const before = relay.clock.now() - policies.current.auditRetentionDays * DAY_MS;
    try {
      const removed = await relay.storage.expireAudit(before, STEP_LINES);
      this.#arm(removed === STEP_LINES ? STEP_MS : DAY_MS);
    } catch (error) {
      relay.logger.error({ err: error }, 'old lines of the audit log not removed');
      this.#arm(DAY_MS);
    }
  }
}
