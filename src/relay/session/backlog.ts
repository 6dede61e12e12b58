import { assertNever } from '../../shared/assert-never.ts';
import type { Clock } from '../../shared/clock.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import type { OutFrame, UnderPressure } from './out-frame.ts';
import { pushFrame } from './push-frame.ts';

/** How often a connection under pressure is looked at. ms. */
const LOOK_MS = 100;
/** Conversations that are noticed, and people whose presence is kept; beyond it the client has to sync altogether. */
const MAX_HELD = 5_000;

/**
 * What a connection is told once it has read what waits for it: one notice per conversation instead of its pushes (SYN-7).
 * Lives from too much waiting until little enough does.
 */
export class Backlog {
  readonly #clock: Clock;
  readonly #relieved: () => boolean;
  readonly #release: (held: readonly OutFrame[]) => void;
  readonly #noticed = new Map<ConversationId, number>();
  readonly #latest = new Map<string, OutFrame>();
  #cancel: () => void;

  /** `release` is called at most once, when `relieved` says so. */
  constructor(clock: Clock, relieved: () => boolean, release: (held: readonly OutFrame[]) => void) {
    this.#clock = clock;
    this.#relieved = relieved;
    this.#release = release;
    this.#cancel = this.#arm();
  }

  /** Keeps what is needed of a push. `false`: too much is held already. */
  hold(frame: OutFrame, pressure: UnderPressure): boolean {
    switch (pressure.kind) {
      case 'notice': {
        const { conversation, seq } = pressure;
        this.#noticed.set(conversation, Math.max(seq, this.#noticed.get(conversation) ?? 1));
        return this.#noticed.size <= MAX_HELD;
      }
      case 'latest':
        this.#latest.set(pressure.key, frame);
        return this.#latest.size <= MAX_HELD;
      case 'drop':
        return true;
      default:
        return assertNever(pressure);
    }
  }

  /** Nothing is released any more. */
  close(): void {
    this.#cancel();
  }

  #arm(): () => void {
    return this.#clock.schedule(LOOK_MS, () => {
      if (!this.#relieved()) {
        this.#cancel = this.#arm();
        return;
      }
      const notices = Array.from(this.#noticed, ([conversation, headSeq]) =>
        pushFrame('timeline.noticed', { conversation, headSeq }),
      );
      this.#release([...notices, ...this.#latest.values()]);
    });
  }
}
