import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { AppError } from '../../src/shared/errors.ts';
import { ClientId, type ConversationId, type UserId } from '../../src/shared/model/ids.ts';
import type { Journal } from './journal.ts';
import type { Uplink } from './uplink.ts';

const RETRY_MS = 500;

interface Unsent {
  readonly conversation: ConversationId;
  readonly clientId: ClientId;
  readonly text: string;
}

/** What a device sends: in order, and again until there is an answer for good. */
export class Outbox {
  readonly #user: UserId;
  readonly #journal: Journal;
  readonly #uplink: Uplink;
  readonly #unsent: Unsent[] = [];
  #sending = false;

  constructor(user: UserId, journal: Journal, uplink: Uplink) {
    this.#user = user;
    this.#journal = journal;
    this.#uplink = uplink;
  }

  /** Messages without an answer. */
  get size(): number {
    return this.#unsent.length;
  }

  add(conversation: ConversationId, text: string): void {
    const clientId = ClientId.parse(v7());
    this.#journal.sent.set(clientId, { conversation, user: this.#user, outcome: undefined });
    this.#unsent.push({ conversation, clientId, text });
    void this.drain();
  }

  /** Sends while there is a link; harmless when it does so already. */
  async drain(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let next = this.#unsent[0]; next && this.#uplink.link()?.alive === true; next = this.#unsent[0]) {
        if (await this.#sendOne(next)) this.#unsent.shift();
        else await sleep(RETRY_MS);
      }
    } finally {
      this.#sending = false;
    }
  }

  /** Whether there is an answer for good. */
  async #sendOne({ conversation, clientId, text }: Unsent): Promise<boolean> {
    const entry = this.#journal.sent.get(clientId);
    try {
      const content = { type: 'text', text } as const;
      const stored = await this.#uplink.link()?.request('message.send', { conversation, clientId, content });
      if (stored && entry) entry.outcome = stored.seq;
      return stored !== undefined;
    } catch (error) {
      this.#uplink.refused(error);
      const isFinal = error instanceof AppError && error.retry === 'never';
      if (isFinal && entry) entry.outcome = 'refused';
      return isFinal;
    }
  }
}
