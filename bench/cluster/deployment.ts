import { cpus } from 'node:os';
import { openPostgresRelayStorage } from '../../src/relay/storage/postgres/postgres-relay-storage.ts';
import { startPostgres, type TestPostgres } from '../../test/support/postgres.ts';
import { type Population, populate, type WorkspacePlan } from '../relay/workspace.ts';
import { type BenchBus, type BusKind, openBenchBus } from './bench-bus.ts';
import { NodeProcess } from './node-process.ts';

export interface DeploymentPlan {
  readonly nodes: number;
  readonly bus: BusKind;
  readonly population: WorkspacePlan;
  /** Processors, from the last one down, that are left to the load client. */
  readonly spared: number;
  /** However the bench ends, PostgreSQL does not live longer. */
  readonly lifeSeconds: number;
}

/** Nodes, their bus and their PostgreSQL, which waits for the disk at each commit; all processes of their own. */
export interface Deployment {
  readonly postgres: TestPostgres;
  readonly bus: BenchBus;
  readonly nodes: readonly NodeProcess[];
  readonly population: Population;
  remove(): Promise<void>;
}

/** Fills a database of PostgreSQL. */
export async function populateAt(url: string, plan: WorkspacePlan): Promise<Population> {
  const storage = await openPostgresRelayStorage({ url });
  try {
    return await populate(storage, plan);
  } finally {
    await storage.close();
  }
}

export async function deploy(plan: DeploymentPlan): Promise<Deployment> {
  const undo: (() => Promise<void>)[] = [];
  const remove = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const postgres = await startPostgres({ durable: true, lifeSeconds: plan.lifeSeconds });
    undo.push(() => postgres.remove());
    const { url } = await postgres.database();
    const population = await populateAt(url, plan.population);
    const bus = await openBenchBus(plan.bus);
    undo.push(() => bus.close());
    const nodes: NodeProcess[] = [];
    const processors = Math.max(1, cpus().length - plan.spared);
    for (let index = 0; index < plan.nodes; index++) {
      const node = await NodeProcess.start({ database: url, flags: bus.flags, cpu: index % processors });
      undo.push(() => node.remove());
      nodes.push(node);
    }
    return { postgres, bus, nodes, population, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
