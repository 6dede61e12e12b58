import type { Clock } from '../../shared/clock.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { Notice } from '../cluster/notice.ts';
import type { Caller, Publisher } from './publisher.ts';

/** PRS-3. ms. */
const INTERVAL_MS = 3_000;

/** Who looks at which conversation, and tells them who writes in it. One conversation and one time per connection. */
export class TypingBoard {
  readonly #publisher: Pick<Publisher, 'toCallers'>;
  readonly #clock: Clock;
  /** To other nodes. */
  readonly #announce: (notice: Notice) => void;
  readonly #looking = new Map<Caller, ConversationId>();
  readonly #lookers = new Map<ConversationId, Set<Caller>>();
  readonly #lastTold = new Map<Caller, number>();

  constructor(publisher: Pick<Publisher, 'toCallers'>, clock: Clock, announce?: (notice: Notice) => void) {
    this.#publisher = publisher;
    this.#clock = clock;
    this.#announce = announce ?? (() => undefined);
  }

  /** Replaces what this connection looks at; `null`: nothing. */
  look(caller: Caller, conversation: ConversationId | null): void {
    const before = this.#looking.get(caller);
    if (before !== undefined) {
      const lookers = this.#lookers.get(before);
      lookers?.delete(caller);
      if (lookers?.size === 0) this.#lookers.delete(before);
      this.#looking.delete(caller);
    }
    if (conversation === null) return;
    this.#looking.set(caller, conversation);
    const lookers = this.#lookers.get(conversation);
    if (lookers) lookers.add(caller);
    else this.#lookers.set(conversation, new Set([caller]));
  }

  /** Tells those who look and still are members. Nobody is told when the connection's last word was less than 3 s ago. */
  type(caller: Caller, conversation: ConversationId, isMember: (user: UserId) => boolean): void {
    const now = this.#clock.monotonic();
    if (now - (this.#lastTold.get(caller) ?? -INTERVAL_MS) < INTERVAL_MS) return;
    this.#lastTold.set(caller, now);
    this.tell(conversation, caller.user, isMember);
    this.#announce({ kind: 'typing', conversation, user: caller.user });
  }

  /** Whether anybody looks at it. */
  isLookedAt(conversation: ConversationId): boolean {
    return this.#lookers.has(conversation);
  }

  /** The person writes, here or at another node. */
  tell(conversation: ConversationId, user: UserId, isMember: (user: UserId) => boolean): void {
    const told = [...(this.#lookers.get(conversation) ?? [])].filter(
      (looker) => looker.user !== user && isMember(looker.user),
    );
    if (told.length > 0) this.#publisher.toCallers(told, 'typing.started', { conversation, user });
  }

  attached(): void {
    // Nobody looks yet.
  }

  detached(caller: Caller): void {
    this.look(caller, null);
    this.#lastTold.delete(caller);
  }
}
