import { createEngine } from '../../src/main/sync/create-engine.ts';
import type { Engine } from '../../src/main/sync/engine.ts';
import type { Credentials } from '../../src/main/sync/authenticate.ts';
import { openStoreInThread } from '../../src/main/store/open-store.ts';
import type { Clock, MakeId, Random } from '../../src/shared/clock.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import type { UserId } from '../../src/shared/model/ids.ts';
import { FeedProjection } from './feed-projection.ts';
import { type Fuse, type MortalStore, mortalStore } from './mortal-store.ts';
import { DeviceClock } from './sim-time.ts';
import type { VirtualNetwork } from './virtual-network.ts';

export interface SimDeviceDeps {
  readonly name: string;
  readonly file: string;
  readonly network: VirtualNetwork;
  readonly base: Clock;
  readonly skewMs: number;
  readonly random: Random;
  readonly makeId: MakeId;
  readonly credentials: Credentials;
}

interface Running {
  readonly engine: Engine;
  readonly mortal: MortalStore;
  readonly clock: DeviceClock;
  readonly view: FeedProjection;
}

/** One installation: a store file that outlives its process, and the engine while the process runs. */
export class SimDevice {
  readonly name: string;
  readonly user: UserId;
  readonly #deps: SimDeviceDeps;
  #running: Running | undefined;
  #skewMs: number;

  constructor(deps: SimDeviceDeps) {
    this.#deps = deps;
    this.name = deps.name;
    this.user = deps.credentials.me.id;
    this.#skewMs = deps.skewMs;
  }

  get file(): string {
    return this.#deps.file;
  }

  get isUp(): boolean {
    return this.#running !== undefined;
  }

  get engine(): Engine {
    return this.#alive().engine;
  }

  get store(): MortalStore['store'] {
    return this.#alive().mortal.store;
  }

  get view(): FeedProjection {
    return this.#alive().view;
  }

  /** The process will die there. */
  arm(fuse: Fuse): void {
    this.#alive().mortal.arm(fuse);
  }

  /** It has died of its fuse and waits to be buried. */
  get hasBlown(): boolean {
    return this.#running?.mortal.dead ?? false;
  }

  async start(): Promise<void> {
    if (this.#running) return;
    const { network, base, random, makeId, credentials, file, name } = this.#deps;
    const clock = new DeviceClock(base, this.#skewMs);
    const mortal = mortalStore(openStoreInThread({ file, me: this.user, clock }));
    const engine = createEngine({
      store: mortal.store,
      dialer: network.dialer(name, clock),
      url: credentials.url,
      token: credentials.token,
      me: credentials.me,
      version: 'sim',
      clock,
      random,
      makeId,
      logger: SILENT_LOGGER,
    });
    const { conversations, totalUnread } = await engine.handle['conversation.list']({});
    const view = new FeedProjection(conversations, totalUnread);
    view.listen(engine);
    this.#running = { engine, mortal, clock, view };
    engine.start();
  }

  /** The user quits. */
  stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    return running ? running.engine.stop() : Promise.resolve();
  }

  /** As `kill -9`. */
  async kill(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (!running) return;
    running.clock.kill();
    this.#deps.network.cut(this.name);
    await running.mortal.kill();
  }

  /** Somebody sets the wall clock. */
  jump(ms: number): void {
    this.#skewMs += ms;
    this.#running?.clock.jump(ms);
  }

  #alive(): Running {
    if (!this.#running) throw new Error(`${this.name} is not running`);
    return this.#running;
  }
}
