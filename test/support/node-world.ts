import type { RelayDeps } from '../../src/relay/relay-deps.ts';
import { openMemoryNodeStorage } from '../../src/relay/storage/memory/memory-node-storage.ts';
import { openMemoryRelayStorage } from '../../src/relay/storage/memory/memory-relay-storage.ts';
import { MemoryTables } from '../../src/relay/storage/memory/memory-tables.ts';
import type { NodeStorage } from '../../src/relay/storage/node-port.ts';
import type { CommandResult } from '../../src/shared/protocol/commands.ts';
import { type Actor, RelayWorld, turn } from './relay-world.ts';
import { seededRandom } from './seeded-random.ts';
import { SharedBus, type SharedBusEnd } from './shared-bus.ts';

/** A node with its end of the bus. */
export interface WorldNode {
  readonly world: RelayWorld;
  readonly end: SharedBusEnd;
}

/** Several nodes of one relay, side by side on one storage and one manual clock. */
export class NodeWorld {
  readonly nodes: readonly WorldNode[];
  readonly bus: SharedBus;
  #tokens = 0;

  /** `overrides` may differ from node to node, and `storageOf` gives each its own view of the data they share. */
  constructor(
    count: number,
    overrides: Partial<RelayDeps> | ((node: number) => Partial<RelayDeps>) = {},
    storageOf: (shared: NodeStorage, node: number) => NodeStorage = (shared) => shared,
  ) {
    let first: RelayWorld | undefined;
    const core = new MemoryTables('several');
    const storage = openMemoryRelayStorage(core);
    this.bus = new SharedBus(seededRandom(count), (ms, task) =>
      ms > 10 ? first?.clock.schedule(ms, task) : queueMicrotask(task),
    );
    const nodes: WorldNode[] = [];
    for (let index = 0; index < count; index++) {
      const end = this.bus.join();
      const makeToken = (): string => `token-${String(++this.#tokens).padStart(20, '0')}`;
      const world: RelayWorld = new RelayWorld(
        {
          storage,
          makeToken,
          ...(typeof overrides === 'function' ? overrides(index) : overrides),
          cluster: { bus: end, storage: storageOf(openMemoryNodeStorage(core), index) },
        },
        first,
      );
      first ??= world;
      nodes.push({ world, end });
    }
    this.nodes = nodes;
  }

  node(index: number): RelayWorld {
    const node = this.nodes[index];
    if (!node) throw new Error(`there is no node ${index}`);
    return node.world;
  }

  end(index: number): SharedBusEnd {
    const node = this.nodes[index];
    if (!node) throw new Error(`there is no node ${index}`);
    return node.end;
  }

  /** Everything under way at any node has come to rest, and these have been told of it. */
  async settle(...actors: readonly Actor[]): Promise<void> {
    await turn();
    await this.node(0).settle(...actors);
  }

  /** Lets time pass in small steps, and what it sets off come to rest. */
  async pass(ms: number, ...actors: readonly Actor[]): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.node(0).clock.advance(Math.min(500, left));
      await turn();
    }
    await this.settle(...actors);
  }

  /** Syncs from the beginning. A node may wait a moment for what others have to say, so time has to pass. */
  async pull(actor: Actor): Promise<CommandResult<'sync.pull'>> {
    const pulled = actor.client.request('sync.pull', { position: 0, limit: 100 });
    await turn();
    await this.pass(100);
    return pulled;
  }

  async close(): Promise<void> {
    for (const { world } of this.nodes) {
      const closed = world.relay.close();
      await this.pass(500);
      await closed;
    }
  }
}
