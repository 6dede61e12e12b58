import type { Socket, SocketListener } from '../../src/main/net/socket.ts';
import type { Connection, ConnectionListener } from '../../src/relay/session/connection.ts';
import { assertNever } from '../../src/shared/assert-never.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { FrameFate } from './faults.ts';

const ABNORMAL = 1006;
const SLOW_MS = 1_500;
const LATE_MS = 120;

type Direction = 'to-relay' | 'to-client';

/** What happens to frames on their way. */
export interface Conditions {
  readonly clock: Clock;
  /** ms. */
  latency(): number;
  fate(text: string, direction: Direction): FrameFate;
}

/** One connection over the virtual network: frames take time, keep their order unless a fault says otherwise, and may be lost. */
export class VirtualLink {
  readonly relaySide: Connection;
  readonly clientSide: Socket;
  readonly #network: Conditions;
  readonly #client: SocketListener;
  readonly #onEnd: () => void;
  readonly #freeAt = { 'to-relay': 0, 'to-client': 0 };
  #relay: ConnectionListener | undefined;
  #open = true;
  #stalled = false;
  #abandoned = false;

  constructor(
    network: Conditions,
    clientClock: Clock,
    remote: string,
    client: SocketListener,
    onEnd: () => void,
  ) {
    this.#network = network;
    this.#client = client;
    this.#onEnd = onEnd;
    this.relaySide = {
      remote,
      limitKey: undefined,
      buffered: 0,
      send: (frames) => {
        for (const { text } of frames.frames()) this.#send('to-client', text);
      },
      // A client answers pings by itself.
      ping: () => this.#travel('to-client', () => this.#travel('to-relay', () => this.#relay?.alive())),
      close: (code) => this.#travel('to-client', () => this.#end(code)),
      listen: (listener) => (this.#relay = listener),
    };
    this.clientSide = {
      buffered: 0,
      // Frames come at once, so none is ever on its way.
      arrived: 0,
      send: (text) => this.#send('to-relay', text),
      ping: (ms) =>
        new Promise((resolve, reject) => {
          const cancel = clientClock.schedule(ms, () => reject(new AppError('timeout')));
          this.#travel('to-relay', () => {
            this.#relay?.alive();
            this.#travel('to-client', () => {
              cancel();
              resolve();
            });
          });
        }),
      close: () => this.#travel('to-relay', () => this.#end(1000)),
    };
  }

  /** Both ends hear it at once; what is in flight is lost. */
  cut(): void {
    this.#end(ABNORMAL);
  }

  stall(): void {
    this.#stalled = true;
  }

  /** The client's process is gone: it hears nothing more, and the relay hears of it after what was sent before. */
  abandon(): void {
    this.#abandoned = true;
    this.#travel('to-relay', () => this.#end(ABNORMAL));
  }

  #send(direction: Direction, text: string): void {
    const deliver = (): void => {
      if (direction === 'to-relay') this.#relay?.text(text);
      else if (!this.#abandoned) this.#client.text(text);
    };
    const fate = this.#network.fate(text, direction);
    switch (fate) {
      case 'arrives': {
        this.#travel(direction, deliver);
        return;
      }
      case 'breaks': {
        this.#travel(direction, () => this.cut());
        return;
      }
      case 'dropped':
        return;
      case 'duplicated':
        this.#travel(direction, deliver);
        {
          this.#travel(direction, deliver);
          return;
        }
      case 'reordered': {
        this.#late(deliver);
        return;
      }
      case 'delayed': {
        this.#travel(direction, deliver, SLOW_MS);
        return;
      }
      default:
        assertNever(fate);
    }
  }

  #travel(direction: Direction, arrive: () => void, extraMs = 0): void {
    if (!this.#open || this.#stalled) return;
    const { clock } = this.#network;
    const now = clock.monotonic();
    const at = Math.max(this.#freeAt[direction], now + this.#network.latency() + extraMs);
    this.#freeAt[direction] = at;
    this.#at(at - now, arrive);
  }

  /** Not in turn: later frames overtake it. */
  #late(arrive: () => void): void {
    if (this.#open && !this.#stalled) this.#at(this.#network.latency() + LATE_MS, arrive);
  }

  #at(ms: number, arrive: () => void): void {
    this.#network.clock.schedule(ms, () => {
      if (this.#open && !this.#stalled) arrive();
    });
  }

  #end(code: number): void {
    if (!this.#open) return;
    this.#open = false;
    this.#onEnd();
    this.#relay?.closed();
    // A half-open link: the client has to find out by itself.
    if (!this.#stalled && !this.#abandoned) this.#client.closed(code, '');
  }
}
