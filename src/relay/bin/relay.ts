import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { readCommandLine } from './command-line.ts';
import { ConfigError } from './config-error.ts';
import { printableConfig } from './printable-config.ts';
import type { RelayConfig } from './relay-config.ts';
import { HELP } from './relay-help.ts';
import { readS3Credentials } from './s3-credentials.ts';
import { type BusOptions, sharedData } from './shared-data.ts';
import { sharedFiles, type SharedFilesOptions } from './shared-files.ts';
import type { StartOptions } from './start-options.ts';
import { startRelay } from './start-relay.ts';

// Entry of the standalone relay.

/** A drain that hangs ends so long after everybody should have left. ms. */
const DRAIN_LIMIT_MS = 10_000;

function storageWorkerPath(): string {
  const here = fileURLToPath(import.meta.url);
  return here.endsWith('.ts')
    ? join(dirname(here), '../storage/sqlite/worker.ts')
    : join(dirname(here), 'relay-storage-worker.cjs');
}

function read(key: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${key}: ${file} cannot be read`, { cause: error });
  }
}

function readTls({ tls }: RelayConfig): Pick<StartOptions, 'tls'> {
  if (tls === undefined || tls === 'auto') return tls ? { tls } : {};
  return { tls: { key: read('tls-key', tls.keyFile), cert: read('tls-cert', tls.certFile) } };
}

function readBus({ bus }: RelayConfig): BusOptions | undefined {
  if (bus?.kind !== 'nats') return bus;
  const { kind, servers, credentialsFile, caFile } = bus;
  const credentials = credentialsFile === undefined ? undefined : read('bus-credentials', credentialsFile);
  const ca = caFile === undefined ? undefined : read('bus-ca', caFile);
  return { kind, servers, credentials, ca };
}

function readSharedFiles({ sharedFiles: shared }: RelayConfig): SharedFilesOptions | undefined {
  if (shared?.kind !== 's3') return shared;
  const { kind, endpoint, bucket, region, pathStyle, credentialsFile, caFile } = shared;
  const credentials = readS3Credentials(credentialsFile, process.env, (file) =>
    read('files-s3-credentials', file),
  );
  const ca = caFile === undefined ? undefined : read('files-s3-ca', caFile);
  return { kind, endpoint, bucket, region, pathStyle, ...credentials, ca };
}

function readMetrics({ metrics, metricsTokenFile: file }: RelayConfig): Pick<StartOptions, 'metrics'> {
  if (metrics === 'off') return {};
  const token = file === undefined ? undefined : read('metrics-token', file).trim();
  if (token !== undefined && !/^[\w.~+/=-]{20,200}$/.test(token)) {
    throw new ConfigError(
      `metrics-token: ${String(file)} holds no token of 20 to 200 letters, digits or .~+/=-_`,
    );
  }
  const loadPage = async () => (await import('../metrics/prometheus.ts')).createMetricsPage;
  return { metrics: { token, loadPage } };
}

/** The built page of the console, beside the built relay. */
function consoleFolder(): string {
  return join(dirname(fileURLToPath(import.meta.url)), '../console');
}

async function main(): Promise<void> {
  const [first, ...rest] = process.argv.slice(2);
  if (first === 'admin') {
    // Only here: a relay that runs has no use for it.
    const { runAdmin } = await import('./admin/run-admin.ts');
    process.exitCode = await runAdmin(rest, storageWorkerPath());
    return;
  }
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command.kind === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const { config } = command;
  const tls = readTls(config);
  const metrics = readMetrics(config);
  const bus = readBus(config);
  const shared = readSharedFiles(config);
  if (command.kind === 'check') {
    process.stdout.write(`${JSON.stringify(printableConfig(config), null, 2)}\n`);
    return;
  }
  const logger = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const relay = await startRelay({
    ...tls,
    ...metrics,
    dataFolder: config.dataFolder,
    sharedData: config.database === undefined ? undefined : sharedData(config.database, bus),
    name: config.name,
    host: config.host,
    port: config.port,
    publicUrl: config.publicUrl,
    registration: config.registration,
    announce: config.announce,
    allowedOrigins: config.allowedOrigins,
    trustedProxies: config.trustedProxies,
    limits: config.limits,
    editWindowMs: config.editWindowMs,
    receipts: config.receipts,
    administration: {
      fixed: config.fixed,
      auditRetentionDays: config.auditRetentionDays,
      backupFolder: config.backupFolder,
      consoleFolder: config.console === 'on' ? consoleFolder() : undefined,
    },
    files: config.files ?? 'off',
    sharedFiles: shared && sharedFiles(shared),
    updateFolder: config.updateFolder,
    callbackNetworks: config.callbackNetworks,
    leaveMs: config.drainMs,
    storageWorkerPath: storageWorkerPath(),
    logger,
    onFailure: (error) => {
      logger.error({ err: error }, 'storage failed');
      process.exit(1);
    },
  });
  const stop = (signal: string): void => {
    logger.info({ signal }, 'draining');
    setTimeout(() => process.exit(1), config.drainMs + DRAIN_LIMIT_MS).unref();
    void relay.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'drain failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`yidu relay: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
});
