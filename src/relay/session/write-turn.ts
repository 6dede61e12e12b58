/** Runs a task at the end of the current turn of the event loop, when everything that resolves in it has resolved. */
export type Defer = (task: () => void) => void;

/** What has frames to write. */
export interface Flushable {
  flush(): void;
}

/**
 * Gathers what one turn of the event loop wants to send, so that a commit batch costs each connection one write and not one
 * per message.
 */
export class WriteTurn {
  readonly #defer: Defer;
  #waiting: Flushable[] = [];

  constructor(defer: Defer) {
    this.#defer = defer;
  }

  /** To be called once per turn and sender: when its outbox is no longer empty. */
  add(sender: Flushable): void {
    if (this.#waiting.push(sender) === 1) this.#defer(() => this.flush());
  }

  /** Writes at once what waits. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const sender of waiting) sender.flush();
  }
}
