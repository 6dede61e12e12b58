import type { Clock } from '../../shared/clock.ts';
import {
  type BoardAnnouncement,
  type BoardChannel,
  type BoardSize,
  ChannelBoard,
} from '../domain/channel-board.ts';
import type { RelayStorage } from '../storage/port.ts';

/** What a board that was loaded anew has, and the one before had not. */
export interface BoardNews {
  readonly channels: readonly BoardChannel[];
  readonly announcements: readonly BoardAnnouncement[];
}

/** The one board of a relay, filled from storage when it is first needed. */
export class ChannelBoardLoader {
  readonly #storage: Pick<RelayStorage, 'loadChannels'>;
  readonly #clock: Clock;
  #loading: Promise<ChannelBoard> | undefined;
  #loaded: ChannelBoard | undefined;
  #catchUp: (() => Promise<void>) | undefined;

  constructor(storage: Pick<RelayStorage, 'loadChannels'>, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** The relay has other nodes, which change channels too: `catchUp` runs before anybody gets the board. */
  join(catchUp: () => Promise<void>): void {
    this.#catchUp = catchUp;
  }

  /** Rejects when loading fails; the next call tries again. */
  board(): Promise<ChannelBoard> {
    return this.#catchUp ? this.#catchUp().then(() => this.#board()) : this.#board();
  }

  /** As far as it is loaded. */
  get size(): BoardSize {
    return this.#loaded?.sizes() ?? { channels: 0, announcements: 0 };
  }

  /** The newest commit on the board; `undefined`: it is not loaded. */
  get position(): number | undefined {
    return this.#loaded?.position;
  }

  /** Loads the board anew. What was changed after commit `since` is news where there was none before. */
  async renew(since: number): Promise<BoardNews> {
    const before = this.#loaded;
    const board = await this.#load();
    this.#loading = Promise.resolve(board);
    const isNews = ({ position }: { readonly position: number }): boolean =>
      before ? !before.holds(position) : position > since;
    return {
      channels: board.channels().filter(isNews),
      announcements: board.announcements().filter(isNews),
    };
  }

  #board(): Promise<ChannelBoard> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #load(): Promise<ChannelBoard> {
    const { channels, announcements } = await this.#storage.loadChannels(this.#clock.now());
    return (this.#loaded = new ChannelBoard(channels, announcements));
  }
}
