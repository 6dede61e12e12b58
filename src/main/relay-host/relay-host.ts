import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Fingerprint } from '../../shared/model/fingerprint.ts';
import { DEFAULT_RELAY_PORT, SOCKET_PATH } from '../../shared/protocol/limits.ts';
import { startWorkerRelay, type WorkerRelay } from './worker-relay.ts';

// Only who was asked to let colleagues in opens a port to the network, and then with TLS: passwords do not cross an office in clear
// text. On this computer alone there is nobody to hide them from.
const LOOPBACK = '127.0.0.1';
const EVERYWHERE = '0.0.0.0';
/** A computer with more networks than that is none that people host on. */
const MAX_ADDRESSES = 8;

/** Restarts of a relay that ended by itself, and the pause before each; ms. */
const RESTART_LIMIT = 5;
const RESTART_PAUSE_MS = 1_000;

/** How the embedded relay is known and where it listens. */
export interface Hosting {
  readonly name: string;
  readonly port: number;
  /** Listens beyond this computer, with TLS and a certificate of its own. */
  readonly network?: boolean | undefined;
}

/** Where it is reached on this computer while it runs. */
export function ownUrlOf({ port, network }: Hosting): string {
  return `${network ? 'wss' : 'ws'}://${LOOPBACK}:${port}${SOCKET_PATH}`;
}

export interface RelayHostDeps {
  readonly workerPath: string;
  readonly storageWorkerPath: string;
  /** Of the page that the relay serves to its administrators. */
  readonly consoleFolder: string;
  readonly dataFolder: string;
  /** Of this computer in its networks, IPv4. */
  readonly networkAddresses: () => readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The relay inside this client: at most one. */
export interface RelayHost {
  /**
   * Starts it on the port it had, or for the first time (`port` undefined) on the default or any free one. Resolves with
   * where it listens; rejects with `port_taken`, `unreachable`, `timeout`, or what keeps its database from being opened. A relay that
   * ends by itself is started again, up to 5 times.
   */
  start(name: string, port: number | undefined, network?: boolean): Promise<Hosting>;
  /** Its address for this computer; `undefined` when it does not run. */
  url(): string | undefined;
  /** Where others reach it, the likeliest first; its own address when it is open to this computer alone. */
  addresses(): readonly string[];
  /** Of its certificate; `undefined` without TLS, and when it does not run. */
  fingerprint(): Fingerprint | undefined;
  /** Drains and ends it; resolves within 5 s. */
  stop(): Promise<void>;
}

export function createRelayHost(deps: RelayHostDeps): RelayHost {
  let relay: WorkerRelay | undefined;
  let stopped = false;
  let restarts = 0;
  let cancelRestart: (() => void) | undefined;

  async function run(name: string, port: number, network: boolean): Promise<WorkerRelay> {
    const started = await startWorkerRelay(
      deps.workerPath,
      {
        dataFolder: deps.dataFolder,
        storageWorkerPath: deps.storageWorkerPath,
        consoleFolder: deps.consoleFolder,
        name,
        host: network ? EVERYWHERE : LOOPBACK,
        port,
        ...(network && { tls: 'auto' as const }),
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
      if (!stopped) restart({ name, port: portOf(started.url), network });
    });
    return started;
  }

  function restart({ name, port, network = false }: Hosting): void {
    if (restarts === RESTART_LIMIT) {
      deps.logger.warn({}, 'the relay keeps ending; given up');
      return;
    }
    restarts++;
    deps.logger.warn({}, 'the relay has ended; starting it again');
    cancelRestart = deps.clock.schedule(RESTART_PAUSE_MS, () => {
      run(name, port, network).catch((error: unknown) => {
        deps.logger.warn({ err: error }, 'the relay did not start again');
        restart({ name, port, network });
      });
    });
  }

  async function firstRun(name: string, network: boolean): Promise<WorkerRelay> {
    try {
      return await run(name, DEFAULT_RELAY_PORT, network);
    } catch (error) {
      if (AppError.from(error).code !== 'port_taken') throw error;
      // Most likely by another relay; any free one serves as well.
      deps.logger.warn({ err: error }, 'the default port is not free');
      return run(name, 0, network);
    }
  }

  return {
    async start(name, port, network = false) {
      if (relay) throw new AppError('forbidden', 'a relay runs already');
      stopped = false;
      const started = port === undefined ? await firstRun(name, network) : await run(name, port, network);
      return { name, port: portOf(started.url), ...(network && { network }) };
    },
    url: () => relay && ownUrl(relay),
    addresses() {
      if (!relay) return [];
      const own = ownUrl(relay);
      const { hostname } = new URL(relay.url);
      if (hostname !== EVERYWHERE) return [own];
      return deps
        .networkAddresses()
        .slice(0, MAX_ADDRESSES)
        .map((address) => relayUrlAt(own, address));
    },
    fingerprint: () => relay?.fingerprint,
    async stop() {
      stopped = true;
      cancelRestart?.();
      await relay?.stop();
    },
  };
}

/** What listens everywhere is reached on this computer by the loopback address. */
function ownUrl({ url }: WorkerRelay): string {
  return new URL(url).hostname === EVERYWHERE ? relayUrlAt(url, LOOPBACK) : url;
}

function relayUrlAt(url: string, address: string): string {
  const other = new URL(url);
  other.hostname = address;
  return other.href;
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
