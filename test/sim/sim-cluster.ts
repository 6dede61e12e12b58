import { createRelay, type Relay } from '../../src/relay/create-relay.ts';
import { MemoryTables } from '../../src/relay/storage/memory/memory-tables.ts';
import { openMemoryNodeStorage } from '../../src/relay/storage/memory/memory-node-storage.ts';
import { openMemoryRelayStorage } from '../../src/relay/storage/memory/memory-relay-storage.ts';
import type { RelayStorage } from '../../src/relay/storage/port.ts';
import type { Connection } from '../../src/relay/session/connection.ts';
import type { MakeId, Random } from '../../src/shared/clock.ts';
import { AppError } from '../../src/shared/errors.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import { CheapPasswordHasher } from '../support/cheap-password-hasher.ts';
import { randomInt, randomOf } from '../support/seeded-random.ts';
import { type BusFaults, NO_BUS_FAULTS, SharedBus, type SharedBusEnd } from '../support/shared-bus.ts';
import type { SimServer } from './sim-relay.ts';
import { DeviceClock, type SimTime } from './sim-time.ts';
import type { VirtualNetwork } from './virtual-network.ts';

interface SimNode {
  readonly relay: Relay;
  readonly end: SharedBusEnd;
  readonly clock: DeviceClock;
  readonly connections: Set<Connection>;
}

/** Seeds differ in what the bus does: nothing, or every fault there is. */
function busFaultsOf(seed: number): BusFaults {
  return seed % 3 === 0 ? NO_BUS_FAULTS : { lost: 0.05, doubled: 0.05, overtaken: 0.1 };
}

/** Of the reports that are stored while the bus misbehaves, so many get no answer, as when the database is cut off after its commit. */
const ANSWERS_LOST = 0.1;

/** Several nodes of one simulated relay on one storage. A device that connects meets any of them. */
export class SimCluster implements SimServer {
  readonly #core: MemoryTables;
  readonly storage: RelayStorage;
  readonly #network: VirtualNetwork;
  readonly #time: SimTime;
  readonly #random: Random;
  readonly #makeId: MakeId;
  readonly #bus: SharedBus;
  readonly #nodes: (SimNode | undefined)[];
  readonly #faults: BusFaults;
  #tokens = 0;

  constructor(
    seed: number,
    nodes: number,
    network: VirtualNetwork,
    time: SimTime,
    random: Random,
    makeId: MakeId,
  ) {
    this.#core = new MemoryTables(makeId());
    this.storage = openMemoryRelayStorage(this.#core);
    this.#network = network;
    this.#time = time;
    this.#random = random;
    this.#makeId = makeId;
    this.#bus = new SharedBus(random, (ms, task) => time.clock.schedule(ms, task));
    this.#faults = busFaultsOf(seed);
    this.#nodes = Array.from({ length: nodes }, () => undefined);
  }

  get isUp(): boolean {
    return this.#nodes.some((node) => node !== undefined);
  }

  /** Starts every node that is down. */
  start(): void {
    this.#nodes.forEach((node, index) => (this.#nodes[index] = node ?? this.#startNode()));
    this.#network.serve((connection) => this.#accept(connection));
  }

  /** The bus carries again what it is given. */
  heal(): void {
    this.#bus.faults = NO_BUS_FAULTS;
    for (const node of this.#nodes) node?.end.heal();
  }

  misbehave(): void {
    this.#bus.faults = this.#faults;
  }

  /** One of the nodes is cut off from the others for a while. */
  cutOne(): void {
    const up = this.#up();
    if (up.length === 0 || this.#faults === NO_BUS_FAULTS) return;
    const node = randomOf(this.#random, up);
    node.end.cut();
    this.#time.clock.schedule(randomInt(this.#random, 1_000, 40_000), () => node.end.heal());
  }

  /** One node finishes what it was asked, as SIGTERM has it do; after a while it is back. */
  async stop(): Promise<void> {
    const node = this.#take();
    await node?.relay.close();
  }

  /** One node dies; after a while it is back. What it has not told the others nobody tells them. */
  async kill(): Promise<void> {
    const node = this.#take();
    if (!node) return;
    node.clock.kill();
    node.end.cut();
    for (const connection of node.connections) this.#network.cutConnection(connection);
    await node.end.close();
  }

  async close(): Promise<void> {
    this.#network.serve(undefined);
    for (const [index, node] of this.#nodes.entries()) {
      this.#nodes[index] = undefined;
      node?.clock.kill();
      await node?.end.close();
    }
    await this.storage.close();
  }

  /** As a node sees the data. */
  #losingAnswers(): RelayStorage {
    return {
      ...this.storage,
      report: async (request) => {
        const outcome = await this.storage.report(request);
        if (this.#bus.faults !== NO_BUS_FAULTS && this.#random() < ANSWERS_LOST)
          throw new AppError('busy', 'the answer of the storage is lost');
        return outcome;
      },
    };
  }

  #up(): SimNode[] {
    return this.#nodes.flatMap((node) => node ?? []);
  }

  #take(): SimNode | undefined {
    const index = randomInt(this.#random, 0, this.#nodes.length - 1);
    const node = this.#nodes[index];
    this.#nodes[index] = undefined;
    return node;
  }

  #accept(connection: Connection): void {
    const up = this.#up();
    if (up.length === 0) {
      this.#network.cutConnection(connection);
      return;
    }
    const node = randomOf(this.#random, up);
    node.connections.add(connection);
    node.relay.accept(connection);
  }

  #startNode(): SimNode {
    const end = this.#bus.join();
    const clock = new DeviceClock(this.#time.clock, 0);
    const relay = createRelay({
      profile: { name: 'Simulated', registration: 'open' },
      storage: this.#losingAnswers(),
      // So few that conversations are loaded again and again.
      cacheLimits: { conversations: 2, events: 100_000 },
      cluster: { bus: end, storage: openMemoryNodeStorage(this.#core) },
      passwords: new CheapPasswordHasher(),
      clock,
      defer: queueMicrotask,
      makeId: this.#makeId,
      makeToken: () => `token-${String(++this.#tokens).padStart(20, '0')}`,
      chance: () => 0.5,
      logger: SILENT_LOGGER,
    });
    return { relay, end, clock, connections: new Set() };
  }
}
