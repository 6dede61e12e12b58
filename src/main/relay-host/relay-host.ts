import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { DEFAULT_RELAY_PORT } from '../../shared/protocol/limits.ts';
import { startWorkerRelay, type WorkerRelay } from './worker-relay.ts';

// Loopback until traffic can be encrypted without set-up: passwords do not cross an office in clear text.
const HOST = '127.0.0.1';

/** Restarts of a relay that ended by itself, and the pause before each; ms. */
const RESTART_LIMIT = 5;
const RESTART_PAUSE_MS = 1_000;

/** How the embedded relay is known and where it listens. */
export interface Hosting {
  readonly name: string;
  readonly port: number;
}

export interface RelayHostDeps {
  readonly workerPath: string;
  readonly storageWorkerPath: string;
  /** Of the page that the relay serves to its administrators. */
  readonly consoleFolder: string;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The relay inside this client: at most one. */
export interface RelayHost {
  /**
   * Starts it on the port it had, or for the first time (`port` undefined) on the default or any free one. Resolves with
   * where it listens; rejects with `unreachable` or `timeout`. A relay that ends by itself is started again, up to 5 times.
   */
  start(name: string, port: number | undefined): Promise<Hosting>;
  /** Its address; `undefined` when it does not run. */
  url(): string | undefined;
  /** Drains and ends it; resolves within 5 s. */
  stop(): Promise<void>;
}

export function createRelayHost(deps: RelayHostDeps): RelayHost {
  let relay: WorkerRelay | undefined;
  let stopped = false;
  let restarts = 0;
  let cancelRestart: (() => void) | undefined;

  async function run(name: string, port: number): Promise<WorkerRelay> {
    const started = await startWorkerRelay(
      deps.workerPath,
      {
        dataFolder: deps.dataFolder,
        storageWorkerPath: deps.storageWorkerPath,
        consoleFolder: deps.consoleFolder,
        name,
        host: HOST,
        port,
      },
      deps.clock,
    );
    if (stopped) {
      await started.stop();
      throw new AppError('cancelled', 'the relay was stopped meanwhile');
    }
    relay = started;
    void started.ended.then(() => {
      if (relay === started) relay = undefined;
      if (!stopped) restart({ name, port: portOf(started.url) });
    });
    return started;
  }

  function restart({ name, port }: Hosting): void {
    if (restarts === RESTART_LIMIT) {
      deps.logger.warn({}, 'the relay keeps ending; given up');
      return;
    }
    restarts++;
    deps.logger.warn({}, 'the relay has ended; starting it again');
    cancelRestart = deps.clock.schedule(RESTART_PAUSE_MS, () => {
      run(name, port).catch((error: unknown) => {
        deps.logger.warn({ err: error }, 'the relay did not start again');
        restart({ name, port });
      });
    });
  }

  async function firstRun(name: string): Promise<WorkerRelay> {
    try {
      return await run(name, DEFAULT_RELAY_PORT);
    } catch (error) {
      // Most likely another relay has the port; any free one serves as well.
      deps.logger.warn({ err: error }, 'the default port is not free');
      return run(name, 0);
    }
  }

  return {
    async start(name, port) {
      if (relay) throw new AppError('forbidden', 'a relay runs already');
      stopped = false;
      const started = port === undefined ? await firstRun(name) : await run(name, port);
      return { name, port: portOf(started.url) };
    },
    url: () => relay?.url,
    async stop() {
      stopped = true;
      cancelRestart?.();
      await relay?.stop();
    },
  };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
