import type { HandlerContext } from '../handlers/context.ts';
import { announce, tellChannel } from '../handlers/channels.ts';
import type { NodeStorage } from '../storage/node-port.ts';
import { InTurn } from './in-turn.ts';

const BOARD = 'board';

/** Keeps the board of channels here equal to the storage, whoever changes it, and tells the people here what is new on it. */
export class ChannelFollower {
  readonly #context: HandlerContext;
  readonly #storage: NodeStorage;
  readonly #turns = new InTurn<typeof BOARD>();

  constructor(context: HandlerContext, storage: NodeStorage) {
    this.#context = context;
    this.#storage = storage;
  }

  /** Commit `position` has changed channels, here or at another node. */
  changed(position: number): Promise<void> {
    return this.#turns.run(BOARD, () => this.#renew(position));
  }

  /** Everything that is stored by now is on the board afterwards. */
  async catchUp(): Promise<void> {
    const { channelBoard } = this.#context;
    const position = await this.#storage.channelsPosition();
    if (channelBoard.position !== undefined && position > channelBoard.position) await this.changed(position);
  }

  async #renew(position: number): Promise<void> {
    const { channelBoard } = this.#context;
    // One that came before may have brought it.
    if ((channelBoard.position ?? -1) >= position && (await this.#isCurrent())) return;
    const { channels, announcements } = await channelBoard.renew(position - 1);
    for (const channel of channels) tellChannel(this.#context, channel);
    for (const announcement of announcements) announce(this.#context, announcement);
    if (announcements.length > 0) this.#context.wakeCallbacks();
  }

  async #isCurrent(): Promise<boolean> {
    const { channelBoard } = this.#context;
    return (await this.#storage.channelsPosition()) <= (channelBoard.position ?? -1);
  }
}
