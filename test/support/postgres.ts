import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** A PostgreSQL server of its own on loopback, for tests. */
export interface TestPostgres {
  /** A new, empty database. */
  database(): Promise<TestDatabase>;
  /** Runs statements as the server's owner. */
  query<R extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    database?: string,
  ): Promise<R[]>;
  /** Ends it as a power cut would, or as an operator does; it can be started again. */
  stop(how: 'at once' | 'in order'): Promise<void>;
  start(): Promise<void>;
  /** Root of its processes' tree, while it runs. */
  pid(): number | undefined;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Removes all rows, and begins all counters anew; the tables stay. Nobody else may be writing. */
  empty(): Promise<void>;
}

const PASSWORD = 'sesame';
const DEBIAN = '/usr/lib/postgresql';
/** However a test ends, its server does not live longer. */
const LIFE_SECONDS = 900;

/** Deletes: a few rows go faster than files are made anew. Triggers and foreign keys are not looked at meanwhile. */
const EMPTY = `
SET session_replication_role = replica;
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT IN ('schema_version', 'meta', 'content_total') LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
  FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', name);
  END LOOP;
  UPDATE meta SET position = 0, relay_id = replace(gen_random_uuid()::text, '-', '');
  UPDATE content_total SET contents = 0, bytes = 0;
END $$`;

/** The folder of PostgreSQL's programs; says how to get them where there are none. */
function programs(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')));
  if (found === undefined) {
    throw new Error('These tests need PostgreSQL 15 or later: apt-get install postgresql');
  }
  return found;
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function owner(): { readonly uid: number; readonly gid: number } | undefined {
  if (userInfo().uid !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Makes a cluster in a temporary folder and starts it. With `durable` a commit waits for the disk as in production. */
export async function startPostgres({
  durable = false,
  lifeSeconds = LIFE_SECONDS,
} = {}): Promise<TestPostgres> {
  const bin = programs();
  const as = owner();
  const folder = mkdtempSync(join(tmpdir(), 'yidu-postgres-'));
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD);
  if (as) for (const path of [folder, passwordFile]) chownSync(path, as.uid, as.gid);
  const data = join(folder, 'data');
  execFileSync(
    join(bin, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--no-sync',
    ],
    { ...as, cwd: folder, stdio: 'pipe', env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' } },
  );
  const port = await freePort();
  const urlOf = (name: string): string => `postgres://postgres:${PASSWORD}@127.0.0.1:${String(port)}/${name}`;
  let stopServer: ((signal: 'QUIT' | 'INT') => Promise<void>) | undefined;
  let root: number | undefined;
  let databases = 0;

  async function start(): Promise<void> {
    const settings = [
      `listen_addresses=127.0.0.1`,
      `port=${String(port)}`,
      `unix_socket_directories=${folder}`,
      'max_connections=60',
      'log_min_messages=log',
      ...(durable ? [] : ['fsync=off', 'full_page_writes=off']),
    ].map((setting) => `-c ${setting}`);
    // The shell ends the server when its input ends: with this process, however that ends, or after lifeSeconds.
    const script = `"${join(bin, 'postgres')}" -D "${data}" ${settings.join(' ')} </dev/null & pid=$!
      read -r -t ${String(lifeSeconds)} how; kill -\${how:-QUIT} $pid; wait $pid`;
    const server = spawn('bash', ['-c', script], { ...as, cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] });
    const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    await new Promise<void>((resolve, reject) => {
      let log = '';
      server.stderr.setEncoding('utf8').on('data', (text: string) => {
        log = (log + text).slice(-10_000);
        if (log.includes('ready to accept connections')) resolve();
      });
      void exited.then(() => reject(new Error(`PostgreSQL did not start: ${log}`)));
    });
    root = server.pid;
    stopServer = async (signal) => {
      server.stdin.end(`${signal}\n`);
      await exited;
    };
  }

  async function query<R extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    database = 'postgres',
  ): Promise<R[]> {
    const client = new pg.Client({ connectionString: urlOf(database) });
    await client.connect();
    try {
      return (await client.query<R>(text, values && [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async function stop(how: 'at once' | 'in order'): Promise<void> {
    await stopServer?.(how === 'at once' ? 'QUIT' : 'INT');
    stopServer = undefined;
    root = undefined;
  }

  await start();
  return {
    query,
    start,
    stop,
    pid: () => root,
    async database() {
      const name = `test_${String(++databases)}`;
      await query(`CREATE DATABASE ${name}`);
      return {
        name,
        url: urlOf(name),
        async empty() {
          await query(EMPTY, undefined, name);
        },
      };
    },
    async remove() {
      await stop('at once');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
