import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { register, signIn } from '../../src/main/sync/authenticate.ts';
import type { MakeId, Random } from '../../src/shared/clock.ts';
import { randomInt, seededIds, seededRandom } from '../support/seeded-random.ts';
import { type Counted, Counts } from './counts.ts';
import { emptyStore } from './empty-store.ts';
import { type Faults, type FrameFate, NO_FAULTS } from './faults.ts';
import { Journal } from './journal.ts';
import { SimDevice } from './sim-device.ts';
import { SimCluster } from './sim-cluster.ts';
import { memoryRelayData, SimRelay, type SimServer, sqliteRelayData } from './sim-relay.ts';
import { SimTime } from './sim-time.ts';
import { VirtualNetwork } from './virtual-network.ts';

const URL = 'ws://relay.test:7480/v1/socket';
/** Where there is one, thousands of small commits cost no disk. */
const MEMORY_DISK = '/dev/shm';
const HOUR_MS = 3_600_000;

const COUNTED_FATES: Partial<Record<FrameFate, Counted>> = {
  breaks: 'frames broke the link',
  dropped: 'frames dropped',
  duplicated: 'frames duplicated',
  reordered: 'frames reordered',
  delayed: 'frames delayed',
};

/** Everything of one simulated run: people with devices, a relay, the network between them, and what people did. */
export class SimWorld {
  readonly time = new SimTime();
  readonly random: Random;
  readonly makeId: MakeId;
  readonly network: VirtualNetwork;
  readonly relay: SimServer;
  /** The relay, where it has several nodes. */
  readonly cluster: SimCluster | undefined;
  readonly devices: SimDevice[] = [];
  readonly journal = new Journal();
  readonly counts = new Counts();
  /** What went wrong while something else went on. */
  readonly failures: unknown[] = [];
  readonly #folder = mkdtempSync(join(existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir(), 'yidu-sim-'));
  readonly #faults: Faults;
  readonly #trace: ((line: string) => void) | undefined;

  constructor(seed: number, faults: Faults, trace?: (line: string) => void, nodes = 1) {
    this.random = seededRandom(seed);
    this.makeId = seededIds(seed);
    this.#faults = faults;
    this.#trace = trace;
    this.network = new VirtualNetwork(this.time.clock, this.random, NO_FAULTS, (fate) => {
      const counted = COUNTED_FATES[fate];
      if (counted) this.counts.add(counted);
    });
    this.cluster =
      nodes > 1 ? new SimCluster(seed, nodes, this.network, this.time, this.random, this.makeId) : undefined;
    const data = seed % 4 === 0 ? sqliteRelayData(this.relayFile) : memoryRelayData(this.makeId());
    this.relay = this.cluster ?? new SimRelay(data, this.network, this.time.clock, this.makeId);
  }

  /** Where the relay's data are, with every fourth seed. */
  get relayFile(): string {
    return join(this.#folder, 'relay.db');
  }

  trace(line: string): void {
    this.#trace?.(`${String(Math.round(this.time.clock.monotonic())).padStart(8)} ${line}`);
  }

  /** Signs in as many people, each with so many devices, over a good network. */
  async open(devicesOf: readonly number[]): Promise<void> {
    this.relay.start();
    for (const [person, devices] of devicesOf.entries()) {
      this.counts.add('people');
      if (devices > 1) this.counts.add('people with several devices');
      for (let device = 0; device < devices; device++) await this.#addDevice(`p${person}`, device);
    }
    // The first person runs the relay: nobody else may make channels.
    await this.relay.storage.appointAdministrator(this.time.clock.now());
    for (const device of this.devices) await device.start();
    await this.time.pass(2_000);
  }

  async #addDevice(account: string, index: number): Promise<void> {
    const name = `${account}.${index}`;
    const { clock } = this.time;
    const deps = { dialer: this.network.dialer(name, clock), clock, version: 'sim' };
    const secrets = { name: account, password: 'correct horse', deviceName: name };
    const entering =
      index === 0
        ? register(deps, URL, { ...secrets, displayName: account.toUpperCase() })
        : signIn(deps, URL, secrets);
    const file = join(this.#folder, `${name}.db`);
    writeFileSync(file, emptyStore());
    this.devices.push(
      new SimDevice({
        name,
        file,
        network: this.network,
        base: clock,
        skewMs: randomInt(this.random, -48 * HOUR_MS, 48 * HOUR_MS),
        random: this.random,
        makeId: this.makeId,
        credentials: await this.time.until(entering, 60_000, `${name} signs in`),
        onSkew: (ms) => this.counts.skew(ms),
      }),
    );
    this.counts.add('devices');
  }

  misbehave(): void {
    this.network.faults = this.#faults;
    this.cluster?.misbehave();
  }

  /** The network is good again, the relay and every device run. */
  async heal(): Promise<void> {
    this.network.faults = NO_FAULTS;
    this.cluster?.heal();
    this.relay.start();
    for (const device of this.devices) {
      this.network.unblock(device.name);
      device.disarm();
      await device.start();
    }
  }

  async close(): Promise<void> {
    for (const device of this.devices) await device.kill();
    await this.relay.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
