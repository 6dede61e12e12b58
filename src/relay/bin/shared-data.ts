import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ClusterDeps } from '../relay-deps.ts';
import type { Bus } from '../cluster/bus.ts';
import type { CommitMeter } from '../metrics/commit-meter.ts';
import type { NodeIdentity, NodeRegister } from '../storage/node-register.ts';
import type { SqliteRelayStorage } from '../storage/sqlite/sqlite-relay-storage.ts';
import { systemClock } from './system.ts';

/** What carries notices between the nodes of a relay. */
export type BusOptions =
  /** The database itself, by NOTIFY. */
  | { readonly kind: 'postgres' }
  | {
      readonly kind: 'nats';
      /** `nats://` or `tls://`, of one cluster; user and password may stand in them. */
      readonly servers: readonly string[];
      /** Contents of a `.creds` file. */
      readonly credentials?: string | undefined;
      /** PEM text of the authority that servers are checked by. */
      readonly ca?: string | undefined;
    };

/** A node's end of a cluster. */
interface OpenedCluster extends ClusterDeps {
  /** After the relay, which closes the bus. */
  close(): Promise<void>;
}

/** A storage that others may use too. */
interface OpenedStorage extends SqliteRelayStorage {
  readonly register: NodeRegister | undefined;
}

/** Data of a relay that are no file of its data folder. Only the standalone relay can have them: no client carries what they need. */
export interface SharedData {
  /** `onOutdated`: newer nodes have changed what this one needs, while it was cut off; it is of no use any more. */
  openStorage(
    meter: CommitMeter,
    node: NodeIdentity,
    onOutdated: (error: AppError) => void,
  ): Promise<OpenedStorage>;
  /** `undefined`: there are no other nodes on them. */
  openCluster(relayId: string, logger: Logger): Promise<OpenedCluster | undefined>;
}

/** Data in PostgreSQL, and with a bus the other nodes on them. */
export function sharedData(database: string, bus: BusOptions | undefined): SharedData {
  return {
    openStorage: (...args) => openStorage(database, ...args),
    openCluster: async (relayId, logger) => bus && openCluster(bus, database, relayId, logger),
  };
}

// Clients of PostgreSQL and of NATS are loaded when they are needed: most relays need neither.

async function openStorage(
  url: string,
  meter: CommitMeter,
  node: NodeIdentity,
  onOutdated: (error: AppError) => void,
): Promise<OpenedStorage> {
  const { openPostgresRelayStorage } = await import('../storage/postgres/postgres-relay-storage.ts');
  const storage = await openPostgresRelayStorage({ url, meter, node, onOutdated });
  const snapshot = (): Promise<void> =>
    Promise.reject(
      new AppError(
        'forbidden',
        'the data are in PostgreSQL, whose own tools back them up: pg_dump, pg_basebackup',
      ),
    );
  return { ...storage, snapshot };
}

async function openCluster(
  bus: BusOptions,
  database: string,
  relayId: string,
  logger: Logger,
): Promise<OpenedCluster> {
  const { PostgresNodeStorage } = await import('../storage/postgres/postgres-node-storage.ts');
  const storage = new PostgresNodeStorage(database);
  return { bus: await openBus(bus, database, relayId, logger), storage, close: () => storage.close() };
}

async function openBus(bus: BusOptions, database: string, relayId: string, logger: Logger): Promise<Bus> {
  const deps = { clock: systemClock, random: Math.random, logger };
  if (bus.kind === 'postgres') {
    const { PostgresBus } = await import('../cluster/postgres-bus.ts');
    return new PostgresBus({ url: database, ...deps });
  }
  const { NatsBus } = await import('../cluster/nats-bus.ts');
  const { servers, credentials, ca } = bus;
  return new NatsBus({ servers, subject: `yidu.${relayId}.notices`, credentials, ca, ...deps });
}
