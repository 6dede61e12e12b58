import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ClusterDeps } from '../create-relay.ts';
import type { Bus } from '../cluster/bus.ts';
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
export interface OpenedCluster extends ClusterDeps {
  /** After the relay, which closes the bus. */
  close(): Promise<void>;
}

/** Makes a relay on `database` a node among others. Rejects with `bad_args` where there is no database to share. */
export async function openCluster(
  bus: BusOptions,
  database: string | undefined,
  relayId: string,
  logger: Logger,
): Promise<OpenedCluster> {
  if (database === undefined) {
    throw new AppError('bad_args', 'bus: needs a database; a SQLite file is the data of one relay alone');
  }
  // Only here: most relays have no use for a client of PostgreSQL or of NATS.
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
