import { createRelay, type Relay } from '../../src/relay/create-relay.ts';
import { openMemoryRelayStorage } from '../../src/relay/storage/memory/memory-relay-storage.ts';
import { MemoryTables } from '../../src/relay/storage/memory/memory-tables.ts';
import type { RelayStorage } from '../../src/relay/storage/port.ts';
import { openSqliteRelayStorageInThread } from '../../src/relay/storage/sqlite/sqlite-storage-in-thread.ts';
import type { Clock, MakeId } from '../../src/shared/clock.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import { CheapPasswordHasher } from '../support/cheap-password-hasher.ts';
import type { VirtualNetwork } from './virtual-network.ts';

/** Opens the relay's data again and again: what one opening stores, the next one finds. */
export type OpenRelayStorage = () => RelayStorage;

export function memoryRelayData(relayId: string): OpenRelayStorage {
  const core = new MemoryTables(relayId);
  return () => openMemoryRelayStorage(core);
}

export function sqliteRelayData(file: string): OpenRelayStorage {
  return () => openSqliteRelayStorageInThread({ file });
}

/** What devices of a simulated world connect to. */
export interface SimServer {
  readonly storage: RelayStorage;
  readonly isUp: boolean;
  /** Brings back what is down. */
  start(): void;
  /** Lets connections finish what they asked, as SIGTERM does. */
  stop(): Promise<void>;
  /** Nobody hears anything more from it; what it had stored stays. */
  kill(): Promise<void>;
  /** The end of the world. */
  close(): Promise<void>;
}

/** The relay of a simulated world, which can go down and come back on the same data. */
export class SimRelay implements SimServer {
  readonly #open: OpenRelayStorage;
  readonly #network: VirtualNetwork;
  readonly #clock: Clock;
  readonly #makeId: MakeId;
  #tokens = 0;
  #running: { readonly relay: Relay; readonly storage: RelayStorage } | undefined;

  constructor(open: OpenRelayStorage, network: VirtualNetwork, clock: Clock, makeId: MakeId) {
    this.#open = open;
    this.#network = network;
    this.#clock = clock;
    this.#makeId = makeId;
  }

  get isUp(): boolean {
    return this.#running !== undefined;
  }

  get storage(): RelayStorage {
    if (!this.#running) throw new Error('the relay is down');
    return this.#running.storage;
  }

  start(): void {
    if (this.#running) return;
    const storage = this.#open();
    const relay = createRelay({
      profile: { name: 'Simulated', registration: 'open' },
      storage,
      passwords: new CheapPasswordHasher(),
      clock: this.#clock,
      defer: queueMicrotask,
      makeId: this.#makeId,
      makeToken: () => `token-${String(++this.#tokens).padStart(20, '0')}`,
      chance: () => 0.5,
      logger: SILENT_LOGGER,
    });
    this.#running = { relay, storage };
    this.#network.serve((connection) => relay.accept(connection));
  }

  /** Lets connections finish what they asked, as SIGTERM does. */
  async stop(): Promise<void> {
    const running = this.#leave();
    await running?.relay.close();
    await running?.storage.close();
  }

  /** Nobody hears anything more from it; what it had stored stays. */
  async kill(): Promise<void> {
    const running = this.#leave();
    this.#network.cutAll();
    await running?.relay.close();
    await running?.storage.close();
  }

  close(): Promise<void> {
    return this.kill();
  }

  #leave(): { readonly relay: Relay; readonly storage: RelayStorage } | undefined {
    const running = this.#running;
    this.#running = undefined;
    this.#network.serve(undefined);
    return running;
  }
}
