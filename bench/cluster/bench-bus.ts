import { NATS_MISSING, NatsServer } from '../../test/support/nats.ts';

/** How nodes tell each other; `none`: there is one alone. */
export type BusKind = 'none' | 'postgres' | 'nats';

/** A bus for nodes under test; on PostgreSQL there is nothing to start. */
export interface BenchBus {
  readonly kind: BusKind;
  /** What a node is started with. */
  readonly flags: readonly string[];
  /** The server to mistreat, where the bus has one of its own. */
  readonly server: NatsServer | undefined;
  close(): Promise<void>;
}

/** Of the names that were asked for, those that can run here; why others cannot goes to `notes`. */
export function chosenBuses(names: readonly string[], notes: string[]): BusKind[] {
  return names.flatMap((name): BusKind[] => {
    if (name === 'postgres') return ['postgres'];
    if (name !== 'nats') throw new Error(`--bus takes postgres and nats, not ${name}`);
    if (NATS_MISSING === undefined) return ['nats'];
    notes.push(NATS_MISSING);
    return [];
  });
}

export async function openBenchBus(kind: BusKind): Promise<BenchBus> {
  const server = kind === 'nats' ? await NatsServer.start() : undefined;
  return {
    kind,
    flags: kind === 'none' ? [] : ['--bus', server?.url ?? 'postgres'],
    server,
    close: async () => server?.close(),
  };
}
