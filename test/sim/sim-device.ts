import { createEngine } from '../../src/main/sync/create-engine.ts';
import type { Engine } from '../../src/main/sync/engine.ts';
import type { Credentials } from '../../src/main/sync/authenticate.ts';
import { openStoreInThread } from '../../src/main/store/open-store.ts';
import type { Store } from '../../src/main/store/port.ts';
import type { Clock, MakeId, Random } from '../../src/shared/clock.ts';
import { AppError } from '../../src/shared/errors.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import type { UserId } from '../../src/shared/model/ids.ts';
import { FeedProjection } from './feed-projection.ts';
import { type Fuse, Life, type StepKind } from './life.ts';
import { mortalDialer } from './mortal-dialer.ts';
import { mortalStore } from './mortal-store.ts';
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
  /** Its clock is set; ms ahead of the relay's. */
  readonly onSkew: (ms: number) => void;
}

interface Running {
  readonly engine: Engine;
  readonly life: Life;
  /** As the process sees it, and as the file is when the process is gone. */
  readonly store: Store;
  readonly disk: Store;
  readonly clock: DeviceClock;
  readonly view: FeedProjection;
}

/** One installation: a store file that outlives its process, and the engine while the process runs. */
export class SimDevice {
  readonly name: string;
  readonly user: UserId;
  readonly #deps: SimDeviceDeps;
  #running: Running | undefined;
  #onCrash: () => void = () => undefined;
  #skewMs: number;

  constructor(deps: SimDeviceDeps) {
    this.#deps = deps;
    this.name = deps.name;
    this.user = deps.credentials.me.id;
    this.#skewMs = deps.skewMs;
    deps.onSkew(deps.skewMs);
  }

  get file(): string {
    return this.#deps.file;
  }

  get isUp(): boolean {
    return this.#running !== undefined && !this.#running.life.dead;
  }

  get engine(): Engine {
    return this.#alive().engine;
  }

  get store(): Store {
    return this.#alive().store;
  }

  get view(): FeedProjection {
    return this.#alive().view;
  }

  /** Steps since its fuse was lit of the process that runs, or that has died of it. */
  get steps(): Readonly<Record<StepKind, number>> {
    return this.#running?.life.taken ?? { store: 0, sent: 0, received: 0 };
  }

  /** The process will die there, and then `onCrash` is called; `start` brings the device back. */
  arm(fuse: Fuse, onCrash: () => void = () => undefined): void {
    this.#onCrash = onCrash;
    this.#alive().life.arm(fuse);
  }

  disarm(): void {
    this.#running?.life.disarm();
  }

  /** With a fuse, the process may die from its first step of catching up on. */
  async start(fuse?: Fuse): Promise<void> {
    if (this.isUp) return;
    await this.kill();
    const { network, base, random, makeId, credentials, file, name } = this.#deps;
    const clock = new DeviceClock(base, this.#skewMs);
    const life = new Life(() => {
      clock.kill();
      network.abandon(name);
      const onCrash = this.#onCrash;
      this.#onCrash = () => undefined;
      onCrash();
    });
    const disk = openStoreInThread({ file, me: this.user, clock });
    const store = mortalStore(disk, life);
    const engine = createEngine({
      store,
      dialer: mortalDialer(network.dialer(name, clock), life),
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
    this.#running = { engine, life, store, disk, clock, view };
    if (fuse) life.arm(fuse);
    engine.start();
  }

  /** The user quits. */
  async stop(): Promise<void> {
    if (!this.isUp) return;
    const { engine, life } = this.#alive();
    life.disarm();
    this.#running = undefined;
    await engine.stop();
  }

  /** As `kill -9`, with the network; what has died of its fuse is buried. */
  async kill(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (!running) return;
    this.#onCrash = () => undefined;
    running.life.end();
    this.#deps.network.cut(this.name);
    await running.disk.close();
  }

  /** Somebody sets the wall clock. */
  jump(ms: number): void {
    this.#skewMs += ms;
    this.#running?.clock.jump(ms);
    this.#deps.onSkew(this.#skewMs);
  }

  #alive(): Running {
    // Whoever was doing something when it died is refused, as people are.
    if (!this.#running || this.#running.life.dead)
      throw new AppError('shutting_down', `${this.name} is not running`);
    return this.#running;
  }
}
