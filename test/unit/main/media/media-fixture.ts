import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMediaRoom } from '../../../../src/main/media/create-media.ts';
import { createHttpClient, type HttpClient } from '../../../../src/main/net/http-client.ts';
import type { Dialer } from '../../../../src/main/net/socket.ts';
import { createWsDialer } from '../../../../src/main/net/ws-dialer.ts';
import { openStoreInThread } from '../../../../src/main/store/open-store.ts';
import type { Store } from '../../../../src/main/store/port.ts';
import { createEngine } from '../../../../src/main/sync/create-engine.ts';
import type { Engine } from '../../../../src/main/sync/engine.ts';
import { systemClock, systemMakeId } from '../../../../src/main/system.ts';
import type { Clock } from '../../../../src/shared/clock.ts';
import type { StoreChange, Transfer } from '../../../../src/shared/ipc/views.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import type { ConversationId } from '../../../../src/shared/model/ids.ts';
import { Life } from '../../../sim/life.ts';
import { mortalDialer } from '../../../sim/mortal-dialer.ts';
import { mortalHttp } from '../../../sim/mortal-http.ts';
import { mortalStore } from '../../../sim/mortal-store.ts';
import { DeviceClock } from '../../../sim/sim-time.ts';
import { FileRelay } from '../../../support/file-relay.ts';
import type { Actor } from '../../../support/relay-world.ts';

/** An engine of a person, on a store in a file and a real relay with files. */
export interface MediaClient {
  readonly engine: Engine;
  readonly store: Store;
  readonly changes: StoreChange[];
  readonly transfers: () => Transfer[];
}

/** The same, whose process dies at the fuse of its life. */
export interface MortalMediaClient {
  readonly engine: Engine;
  readonly life: Life;
  /** The store as it is, whether the process lives or not. */
  readonly disk: Store;
  /** Ends it as `kill -9` does, if it has not died by itself. */
  bury(): Promise<void>;
}

/** Two people on a relay with files: one with an engine, and one with the bare protocol. */
export class MediaFixture {
  readonly relay: FileRelay;
  readonly folder: string;
  readonly anna: Actor;
  readonly bo: Actor;
  readonly conversation: ConversationId;
  readonly #clients: Engine[] = [];

  private constructor(
    relay: FileRelay,
    folder: string,
    anna: Actor,
    bo: Actor,
    conversation: ConversationId,
  ) {
    this.relay = relay;
    this.folder = folder;
    this.anna = anna;
    this.bo = bo;
    this.conversation = conversation;
  }

  static async start(...args: Parameters<typeof FileRelay.start>): Promise<MediaFixture> {
    const relay = await FileRelay.start(...args);
    const folder = await mkdtemp(join(tmpdir(), 'yidu-media-'));
    const anna = await relay.world.register('anna');
    const bo = await relay.world.register('bo');
    const { id } = await relay.world.direct(anna, bo);
    return new MediaFixture(relay, folder, anna, bo, id);
  }

  /** Anna's client, on the same files each time. `wrap` stands between it and the network. */
  async client(wrap: (http: HttpClient) => HttpClient = (http) => http): Promise<MediaClient> {
    const store = this.#openStore();
    const engine = await this.#engine({
      store,
      dialer: createWsDialer(systemClock),
      clock: systemClock,
      http: wrap(createHttpClient()),
    });
    const changes: StoreChange[] = [];
    engine.on('store.changed', (change) => changes.push(change));
    this.#clients.push(engine);
    engine.start();
    await reached(async () => (await engine.handle['session.get']({})).kind === 'online');
    return { engine, store, changes, transfers: () => changes.flatMap((change) => change.transfers ?? []) };
  }

  /** Anna's client, whose store, frames and requests are the steps of a life. */
  async mortalClient(): Promise<MortalMediaClient> {
    const death = new AbortController();
    const clock = new DeviceClock(systemClock, 0);
    const life = new Life(() => {
      clock.kill();
      death.abort();
    });
    const disk = this.#openStore();
    const engine = await this.#engine({
      store: mortalStore(disk, life),
      dialer: mortalDialer(createWsDialer(systemClock), life),
      clock,
      http: mortalHttp(createHttpClient(), life, death.signal),
    });
    engine.start();
    await reached(async () => (await engine.handle['session.get']({})).kind === 'online');
    return {
      engine,
      life,
      disk,
      async bury() {
        life.end();
        await disk.close();
      },
    };
  }

  #openStore(): Store {
    return openStoreInThread({ file: join(this.folder, 'store.db'), me: this.anna.user, clock: systemClock });
  }

  async #engine(parts: {
    readonly store: Store;
    readonly dialer: Dialer;
    readonly clock: Clock;
    readonly http: HttpClient;
  }): Promise<Engine> {
    const { user, token } = this.anna;
    const { http, ...rest } = parts;
    return createEngine({
      ...rest,
      url: this.relay.relay.server.url,
      token,
      me: { id: user, name: 'anna', displayName: 'anna' },
      version: '1',
      // No waiting between two attempts.
      random: () => 0,
      makeId: systemMakeId,
      logger: SILENT_LOGGER,
      media: {
        http,
        room: await openMediaRoom(
          join(this.folder, 'media'),
          () => Date.now(),
          () => 2 * 1024 ** 3,
        ),
      },
    });
  }

  /** The relay gathers what it is told last until its clock has moved. */
  async end(engine: Engine): Promise<void> {
    let ended = false;
    const ending = engine.stop().finally(() => (ended = true));
    await reached(() => {
      if (!ended) this.relay.clock.advance(100);
      return ended;
    });
    await ending;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((engine) => this.end(engine)));
    await this.relay.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Resolves when it is so; rejects after ten seconds. */
export async function reached(isSo: () => Promise<boolean> | boolean): Promise<void> {
  const until = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
