import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { RelayStorage } from '../storage/port.ts';
import type { Caller } from './publisher.ts';

/** How exact `lastSeenAt` of a device is, so that being there costs next to nothing. ms. */
const GRAIN_MS = 300_000;

/** Notes when devices were last there, each connection at most once in five minutes. */
export class DeviceActivity {
  readonly #storage: Pick<RelayStorage, 'touchDevice'>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #noted = new WeakMap<Caller, number>();

  constructor(storage: Pick<RelayStorage, 'touchDevice'>, clock: Clock, logger: Logger) {
    this.#storage = storage;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** The device has asked for something. Nobody waits for the note, and nothing fails by it. */
  seen(caller: Caller): void {
    const now = this.#clock.monotonic();
    if (now - (this.#noted.get(caller) ?? -GRAIN_MS) < GRAIN_MS) return;
    this.#noted.set(caller, now);
    this.#storage.touchDevice(caller.device, this.#clock.now()).catch((error: unknown) => {
      this.#logger.warn({ err: error, device: caller.device }, 'device activity not noted');
    });
  }
}
