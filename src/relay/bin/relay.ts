import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { ConfigError, HELP, readCommandLine, type RelayConfig } from './relay-config.ts';
import { startRelay } from './start-relay.ts';

// Entry of the standalone relay.

/** A drain that hangs ends here. ms. */
const DRAIN_LIMIT_MS = 10_000;

function storageWorkerPath(): string {
  const here = fileURLToPath(import.meta.url);
  return here.endsWith('.ts')
    ? join(dirname(here), '../storage/sqlite/worker.ts')
    : join(dirname(here), 'relay-storage-worker.cjs');
}

function readTls({ tlsFiles }: RelayConfig): { tls?: { key: string; cert: string } } {
  if (!tlsFiles) return {};
  const read = (key: string, file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new ConfigError(`${key}: ${file} cannot be read`, { cause: error });
    }
  };
  return { tls: { key: read('tls-key', tlsFiles.key), cert: read('tls-cert', tlsFiles.cert) } };
}

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command.kind === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const { config } = command;
  const tls = readTls(config);
  if (command.kind === 'check') {
    process.stdout.write(`${JSON.stringify(config, null, 2)}\n`);
    return;
  }
  const logger = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const relay = await startRelay({
    ...config,
    ...tls,
    storageWorkerPath: storageWorkerPath(),
    logger,
    onFailure: (error) => {
      logger.error({ err: error }, 'storage failed');
      process.exit(1);
    },
  });
  const stop = (signal: string): void => {
    logger.info({ signal }, 'draining');
    setTimeout(() => process.exit(1), DRAIN_LIMIT_MS).unref();
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
