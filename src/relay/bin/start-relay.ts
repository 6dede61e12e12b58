import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { FILES_PATH } from '../../shared/protocol/limits.ts';
import { linkTo } from '../admin/relay-address.ts';
import { BackupKeeper } from '../backup/backup-keeper.ts';
import { noteFilesElsewhere } from '../backup/files-elsewhere.ts';
import { readAssets } from '../console/assets.ts';
import { createConsole } from '../console/console-server.ts';
import { controlPath, type ControlServer, listenControl } from '../console/control-server.ts';
import { CallableAddresses } from '../callbacks/callable-addresses.ts';
import { HttpCallbackPoster } from '../callbacks/http-callback-poster.ts';
import { createRelay, type Relay, type RelayStats } from '../create-relay.ts';
import { DEFAULT_FILE_POLICY } from '../files/file-policy.ts';
import { openFileService } from '../files/file-service.ts';
import { createHookService } from '../hooks/hook-service.ts';
import { makeRandomToken } from '../handlers/auth/token.ts';
import { ScryptPasswordHasher } from '../handlers/auth/scrypt-password-hasher.ts';
import { CommitMeter } from '../metrics/commit-meter.ts';
import { watchEventLoop } from '../metrics/event-loop-lag.ts';
import type { MetricsPage } from '../metrics/prometheus.ts';
import { MetricHistory } from '../metrics/metric-history.ts';
import { RelayCounters } from '../metrics/relay-counters.ts';
import type { RelayStorage } from '../storage/port.ts';
import { openSqliteRelayStorage } from '../storage/sqlite/sqlite-relay-storage.ts';
import { ownCertificate } from '../tls/own-certificate.ts';
import {
  type HttpRoute,
  listenWs,
  type MetricsAsker,
  type Page,
  type WsServer,
} from '../transport/ws-server.ts';
import { createUpdateShelf } from '../updates/update-shelf.ts';
import { fileContents } from './file-contents.ts';
import { relayAddress } from './relay-address.ts';
import { RELAY_VERSION } from './relay-version.ts';
import type { MetricsOptions, RunningRelay, StartOptions } from './start-options.ts';
import { systemChance, systemClock, systemLookUp, systemMakeId } from './system.ts';

/** Time clients get to answer the close frame, at most. ms. */
const GOODBYE_MS = 2_500;

/** Opens storage and port and wires a relay between them. Rejects with a message fit for people; nothing stays open then. */
export async function startRelay(options: StartOptions): Promise<RunningRelay> {
  const { dataFolder, sharedData, storageWorkerPath, name, registration, limits, logger, onFailure } =
    options;
  // Most relays need neither it nor DNS-SD.
  const announcing = options.announce === true ? await import('../beacon/announce-relay.ts') : undefined;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, 'relay.db');
  const counters = new RelayCounters();
  const meter = new CommitMeter(systemClock);
  const identity = {
    id: systemMakeId(),
    version: RELAY_VERSION,
    place: `${hostname()}:${options.port}`,
    startedAt: systemClock.now(),
  };
  const shared = await sharedData?.openStorage(meter, identity, onFailure);
  const storage =
    shared ?? (await openSqliteRelayStorage({ file, workerPath: storageWorkerPath, onFailure, meter }));
  const cluster = await sharedData?.openCluster(await storage.relayId(), logger);
  // After the storage, which only one relay opens at a time.
  const own =
    options.tls === 'auto'
      ? await ownCertificate(dataFolder, systemClock.now()).catch(async (error: unknown) => {
          await cluster?.close();
          await storage.close();
          throw error;
        })
      : undefined;
  const tls = own ?? (options.tls === 'auto' ? undefined : options.tls);
  const { administration } = options;
  const backups = new BackupKeeper({
    snapshot: (target) => storage.snapshot(target),
    dataFolder,
    folder: administration?.backupFolder ?? join(dataFolder, 'backups'),
    clock: systemClock,
    makeSuffix: () => randomBytes(6).toString('hex'),
  });
  const policy = options.files === 'off' ? undefined : { ...DEFAULT_FILE_POLICY, ...options.files };
  if (policy && cluster && !options.sharedFiles) logger.warn({}, 'files are at this node alone');
  const files =
    policy &&
    (await noteFilesElsewhere(dataFolder, options.sharedFiles?.place(dataFolder))
      .then(() =>
        openFileService({
          storage,
          ...fileContents({
            dataFolder,
            storage,
            shared: options.sharedFiles,
            cluster,
            counters: counters.files,
            logger,
          }),
          policy,
          limitSignIn: (limitKey) => relay.limitSignIn(limitKey),
          counters: counters.files,
          clock: systemClock,
          logger,
        }),
      )
      .catch(async (error: unknown) => {
        await cluster?.close();
        await storage.close();
        throw error;
      }));
  const relay = createRelay({
    profile: {
      name,
      registration,
      firstAdministers: options.firstAdministers ?? false,
      ...(policy ? { files: { maxBytes: policy.maxBytes } } : {}),
    },
    administration: {
      fixed: administration?.fixed ?? {},
      stored: await storage.storedPolicies(),
      ...(administration?.auditRetentionDays === undefined
        ? {}
        : { auditRetentionDays: administration.auditRetentionDays }),
      backups,
    },
    storage,
    callbackPoster: new HttpCallbackPoster(
      new CallableAddresses(options.callbackNetworks ?? []),
      systemLookUp,
    ),
    passwords: new ScryptPasswordHasher(),
    clock: systemClock,
    defer: setImmediate,
    makeId: systemMakeId,
    makeToken: makeRandomToken,
    chance: systemChance,
    logger,
    counters,
    ...(options.editWindowMs === undefined ? {} : { editWindowMs: options.editWindowMs }),
    ...(options.receipts ? { receiptSettings: options.receipts } : {}),
    ...(cluster && { cluster }),
    identity,
    ...(shared?.register && { register: shared.register }),
    ...(limits && {
      accountLimits: {
        commandsPerSecond: limits.commandsPerSecond,
        messagesPerSecond: limits.messagesPerSecond,
      },
      sessionLimits: {
        framesPerSecond: limits.framesPerSecond,
        frameBurst: 2 * limits.framesPerSecond,
        signInsPerMinute: limits.signInsPerMinute,
      },
    }),
  });
  relay.showHistory(
    new MetricHistory({
      counters,
      commits: meter,
      gauges: () => relay.stats(),
      lag: watchEventLoop(),
      process,
      clock: systemClock,
    }),
  );
  if (options.firstAdministers) await storage.appointAdministrator(systemClock.now());
  let draining = false;
  const startedAt = systemClock.monotonic();
  // How busy a relay is concerns nobody outside.
  const health = (isLocal: boolean) => ({
    ok: !draining,
    body: {
      status: draining ? 'draining' : 'ok',
      ...(isLocal && {
        uptimeSeconds: Math.floor((systemClock.monotonic() - startedAt) / 1_000),
        ...relay.stats(),
      }),
    },
  });

  const metrics = options.metrics && readableMetrics(options.metrics, { counters, meter, relay, storage });

  const { consoleFolder } = administration ?? {};
  const hasConsole = consoleFolder !== undefined && existsSync(consoleFolder);
  if (consoleFolder !== undefined && !hasConsole) logger.warn({}, 'the console is not built');
  const routes: HttpRoute[] = [
    createHookService({
      storage,
      postAs: (...message) => relay.postAs(...message),
      counts: counters.hookPosts,
      clock: systemClock,
      makeId: systemMakeId,
      logger,
    }),
  ];
  if (hasConsole) {
    routes.push(
      createConsole({
        desk: relay.desk,
        assets: readAssets(consoleFolder),
        relayName: () => relay.name(),
        limitSignIn: (limitKey) => relay.limitSignIn(limitKey),
        signIns: counters.consoleSignIns,
        clock: systemClock,
        makeToken: makeRandomToken,
        logger,
      }),
    );
  }
  if (options.updateFolder !== undefined) routes.push(createUpdateShelf(options.updateFolder));
  if (files) {
    routes.push({
      path: FILES_PATH,
      takesLongBodies: true,
      answer: (request, response, asker) => void files.handle(request, response, asker),
    });
  }

  let server: WsServer;
  try {
    server = await listenWs({
      host: options.host,
      port: options.port,
      ...(tls && { tls }),
      admission: {
        allowedOrigins: options.allowedOrigins,
        ...(limits && {
          maxConnectionsPerAddress: limits.connectionsPerAddress,
          connectionsPerMinute: limits.connectionsPerMinute,
        }),
      },
      ...(options.trustedProxies ? { trustedProxies: options.trustedProxies } : {}),
      ...(metrics ? { metrics } : {}),
      routes,
      clock: systemClock,
      counters,
      onConnection: (connection) => relay.accept(connection),
      health,
      logger,
    });
  } catch (error) {
    await relay.close();
    await files?.close();
    await cluster?.close();
    await storage.close();
    throw cannotListen(error, options);
  }

  const control = await openControl(dataFolder, relay, logger);
  const beacon =
    announcing && own
      ? announcing.announceRelay({
          name: () => relay.name(),
          port: server.port,
          fingerprint: own.fingerprint,
          logger,
        })
      : undefined;

  async function drain(): Promise<void> {
    draining = true;
    server.stopAccepting();
    await beacon?.stop();
    await relay.leave(options.leaveMs ?? 0);
    await control?.close(GOODBYE_MS);
    await relay.close();
    await files?.close();
    await server.close(GOODBYE_MS);
    await cluster?.close();
    await storage.close();
    logger.info({}, 'relay stopped');
  }

  let closing: Promise<void> | undefined;
  const fingerprint = own?.fingerprint;
  const { publicUrl } = options;
  const address = () => relayAddress({ url: server.url, publicUrl, fingerprint });
  relay.showAddress(address);
  const known = fingerprint && { fingerprint, ...linkTo(address()) };
  const { id: node, version } = identity;
  logger.info({ url: server.url, dataFolder, node, version, ...known }, 'relay listening');
  return { url: server.url, fingerprint, close: () => (closing ??= drain()) };
}

/** A relay without it works; its administrators have to stop it first, or use the console. */
async function openControl(
  dataFolder: string,
  relay: Relay,
  logger: Logger,
): Promise<ControlServer | undefined> {
  const path = controlPath(dataFolder);
  try {
    if (path !== undefined) return await listenControl(path, relay.desk, logger);
    logger.warn({}, 'the path of the data folder is too long for a control socket');
  } catch (error) {
    logger.warn({ err: error }, 'no control socket');
  }
  return undefined;
}

/** Decides who reads the metrics. */
function readableMetrics(
  { token, loadPage }: MetricsOptions,
  {
    counters,
    meter,
    relay,
    storage,
  }: { counters: RelayCounters; meter: CommitMeter; relay: Relay; storage: Pick<RelayStorage, 'figures'> },
): (asker: MetricsAsker) => Promise<Page> | undefined {
  // Most relays are never asked: until then it costs no memory, and nothing wakes the thread.
  let page: Promise<MetricsPage> | undefined;
  const open = async (): Promise<MetricsPage> => {
    try {
      const createPage = await loadPage();
      const gauges = (): RelayStats => relay.stats();
      return createPage({
        counters,
        commits: meter,
        gauges,
        figures: () => storage.figures(),
        lag: watchEventLoop(),
        process,
      });
    } catch (error) {
      page = undefined;
      throw error;
    }
  };
  return (asker) => {
    const allowed = token === undefined ? asker.isLocal : isSame(token, asker.token ?? '');
    if (!allowed) return undefined;
    page ??= open();
    return page.then(async (opened) => ({ contentType: opened.contentType, body: await opened.text() }));
  };
}

/** Takes as long for a wrong one as for the right one. */
function isSame(secret: string, given: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(secret), hash(given));
}

function cannotListen(error: unknown, { host, port }: StartOptions): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = `port ${port} on ${host}`;
  if (code === 'EADDRINUSE')
    return new AppError('port_taken', `${where} is in use by another program`, { cause: error });
  const reason = code === 'EACCES' ? 'needs more rights' : `cannot be had (${String(code ?? error)})`;
  return new AppError('unreachable', `${where} ${reason}`, { cause: error });
}
