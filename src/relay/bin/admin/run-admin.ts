import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../../../shared/errors.ts';
import { restoreBackup } from '../../backup/restore-backup.ts';
import { verifyBackup } from '../../backup/verify-backup.ts';
import { ConfigError } from '../config-error.ts';
import { ADMIN_HELP } from './admin-help.ts';
import { reachRelay } from './ask.ts';
import { type CommandOptions, type Printed, REFUSALS } from './command-words.ts';
import { COMMANDS, printedBackup } from './commands.ts';
import { importIntoPostgres } from './import-sqlite.ts';
import { rehearse } from './rehearse.ts';

/** Ways a command can end. */
const EXIT = { done: 0, failed: 1, usage: 2, refused: 3 } as const;

const OPTIONS = {
  data: { type: 'string' },
  database: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  'display-name': { type: 'string' },
  'password-file': { type: 'string' },
  uses: { type: 'string' },
  days: { type: 'string' },
  before: { type: 'string' },
  limit: { type: 'string' },
  label: { type: 'string' },
  'secret-file': { type: 'string' },
  kinds: { type: 'string' },
  reason: { type: 'string' },
  id: { type: 'string' },
  qr: { type: 'boolean' },
} as const;

/** Runs `admin …` of the relay's command line and gives the exit code. */
export async function runAdmin(args: readonly string[], storageWorkerPath: string): Promise<number> {
  let json = args.includes('--json');
  try {
    const { values, positionals } = readArgs(args);
    json = values.json ?? false;
    if (values.help || positionals.length === 0) {
      process.stdout.write(ADMIN_HELP);
      return values.help ? EXIT.done : EXIT.usage;
    }
    const dataFolder = values.data ?? process.env['YIDU_RELAY_DATA'] ?? './yidu-relay';
    const database = values.database ?? process.env['YIDU_RELAY_DATABASE'];
    const printed = await run(positionals, dataFolder, storageWorkerPath, {
      database,
      displayName: values['display-name'],
      passwordFile: values['password-file'],
      uses: values.uses,
      days: values.days,
      before: values.before,
      limit: values.limit,
      label: values.label,
      secretFile: values['secret-file'],
      kinds: values.kinds,
      reason: values.reason,
      id: values.id,
      qr: values.qr ?? false,
    });
    process.stdout.write(json ? `${JSON.stringify(printed.value)}\n` : `${printed.text}\n`);
    return EXIT.done;
  } catch (error) {
    if (error instanceof ConfigError) {
      process.stderr.write(`yidu relay admin: ${error.message}\n`);
      return EXIT.usage;
    }
    const known = AppError.from(error);
    if (json) process.stdout.write(`${JSON.stringify({ error: known.toBody() })}\n`);
    else process.stderr.write(`yidu relay admin: ${known.message}\n`);
    return REFUSALS.has(known.code) ? EXIT.refused : EXIT.failed;
  }
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: true });
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : 'unreadable options', { cause: error });
  }
}

async function run(
  words: readonly string[],
  dataFolder: string,
  storageWorkerPath: string,
  options: CommandOptions,
): Promise<Printed> {
  const [first = '', second, third] = words;
  if (first === 'verify')
    return printedBackup('in order', await verifyBackup(folder(second, 'BACKUP'), stopSignal()));
  if (first === 'restore') {
    const target = folder(third, 'FOLDER');
    const suffix = randomBytes(6).toString('hex');
    const summary = await restoreBackup(folder(second, 'BACKUP'), target, suffix, stopSignal());
    return printedBackup(`restored to ${target}`, summary);
  }
  if (first === 'import-sqlite')
    return importIntoPostgres(resolve(dataFolder), options.database, stopSignal());
  const longer = second === undefined ? undefined : COMMANDS[`${first} ${second}`];
  const command = longer ?? COMMANDS[first];
  if (!command && first !== 'rehearse') {
    throw new ConfigError(`there is no command ${words.slice(0, 2).join(' ')}; --help lists them`);
  }
  const relay = await reachRelay(resolve(dataFolder), storageWorkerPath);
  try {
    if (!command) return await rehearse(relay, resolve(dataFolder), second, stopSignal());
    return await command(relay, words.slice(longer ? 2 : 1), options);
  } finally {
    await relay.close();
  }
}

/** Whoever stops a command wants nothing half done left behind: it tidies up and ends, at the second time at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => stop.abort(new AppError('cancelled', 'stopped; nothing was left behind')));
  }
  return stop.signal;
}

function folder(given: string | undefined, what: string): string {
  if (given === undefined) throw new ConfigError(`${what}: missing`);
  return resolve(given);
}
