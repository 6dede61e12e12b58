/** What a process does that lasts or that others see: a call of its store, a frame that leaves it, a frame that it handles. */
export const STEP_KINDS = ['store', 'sent', 'received'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** Where a process dies: at a step from now on (0: the next one), right before or right after it is done. */
export interface Fuse {
  readonly steps: number;
  readonly when: 'before' | 'after';
}

/** The life of one process, which may end at any of its steps. */
export class Life {
  readonly #taken: Record<StepKind, number> = { store: 0, sent: 0, received: 0 };
  readonly #onDeath: () => void;
  #fuse: { left: number; readonly when: Fuse['when'] } | undefined;
  #dead = false;

  /** `onDeath` runs once, in the middle of whatever the process was doing. */
  constructor(onDeath: () => void) {
    this.#onDeath = onDeath;
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Steps since the fuse was lit, of each kind. */
  get taken(): Readonly<Record<StepKind, number>> {
    return { ...this.#taken };
  }

  arm(fuse: Fuse): void {
    this.#fuse = { left: fuse.steps, when: fuse.when };
    for (const kind of STEP_KINDS) this.#taken[kind] = 0;
  }

  disarm(): void {
    this.#fuse = undefined;
  }

  /** Takes a step; `undefined`: the process was dead, or died of it. What it did up to then stays done. */
  step<T>(kind: StepKind, work: () => T): { readonly done: T } | undefined {
    if (this.#dead) return undefined;
    this.#taken[kind] += 1;
    const dies = this.#fuse !== undefined && this.#fuse.left-- === 0;
    if (dies && this.#fuse?.when === 'before') {
      this.end();
      return undefined;
    }
    const done = work();
    if (dies) this.end();
    return this.#isOver() ? undefined : { done };
  }

  end(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#onDeath();
  }

  /** Asked anew: a step within the step may have been the last one. */
  #isOver(): boolean {
    return this.#dead;
  }
}
