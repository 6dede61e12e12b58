import type { Clock } from '../../shared/clock.ts';
import { type BoardSize, ChannelBoard } from '../domain/channel-board.ts';
import type { RelayStorage } from '../storage/port.ts';

/** The one board of a relay, filled from storage when it is first needed. */
export class ChannelBoardLoader {
  readonly #storage: Pick<RelayStorage, 'loadChannels'>;
  readonly #clock: Clock;
  #loading: Promise<ChannelBoard> | undefined;
  #loaded: ChannelBoard | undefined;

  constructor(storage: Pick<RelayStorage, 'loadChannels'>, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Rejects when loading fails; the next call tries again. */
  board(): Promise<ChannelBoard> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** As far as it is loaded. */
  get size(): BoardSize {
    return this.#loaded?.sizes() ?? { channels: 0, announcements: 0 };
  }

  async #load(): Promise<ChannelBoard> {
    const { channels, announcements } = await this.#storage.loadChannels(this.#clock.now());
    return (this.#loaded = new ChannelBoard(channels, announcements));
  }
}
