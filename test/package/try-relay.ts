import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { v7 } from 'uuid';
import { buildIfNeeded } from '../../scripts/build.ts';
import { buildRelayDeb, stageRelay } from '../../scripts/packaging/relay-package.ts';
import { inRoot } from '../../scripts/paths.ts';
import type { ConversationId } from '../../src/shared/model/ids.ts';
import { SOCKET_PATH } from '../../src/shared/protocol/limits.ts';
import { freePort } from '../support/free-port.ts';
import { ProtocolClient } from '../support/protocol-client.ts';
import { startUnit, type UnitProcess } from './unit-process.ts';

// `npm run dist:try-relay`: the relay's package in a clean Debian, from its installation to its purge. Needs root, debootstrap and a
// Debian mirror; the clean root is kept in the temporary folder for the next time.

const SUITE = process.argv[2] ?? 'bookworm';
const MIRROR = process.env['DEBIAN_MIRROR'] ?? 'http://deb.debian.org/debian';
const UNIT = 'yidu-relay.service';
const DATA = 'var/lib/yidu-relay';

const started = performance.now();
function done(what: string): void {
  console.log(`✓ ${what} (${Math.round((performance.now() - started) / 1_000)} s)`);
}

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A new root of Debian as debootstrap makes it, and nothing else. */
function cleanRoot(): string {
  const cache = join(tmpdir(), `yidu-debian-${SUITE}.tar`);
  const root = mkdtempSync(join(tmpdir(), 'yidu-debian-'));
  if (!existsSync(cache)) {
    const made = join(root, 'made');
    run('debootstrap', '--variant=minbase', SUITE, made, MIRROR);
    run('tar', '-cf', `${cache}.part`, '-C', made, '.');
    run('mv', `${cache}.part`, cache);
    rmSync(made, { recursive: true, force: true });
  }
  run('tar', '-xpf', cache, '-C', root);
  return root;
}

/** The package in the root's `/tmp`, as an administrator would install it, with what it depends on from the mirror. */
function install(root: string, deb: string): void {
  run(
    'chroot',
    root,
    'apt-get',
    'install',
    '-y',
    '--no-install-recommends',
    '--allow-downgrades',
    `/tmp/${basename(deb)}`,
  );
}

function inChroot(root: string, ...command: readonly string[]): string {
  return run('chroot', root, ...command);
}

function idOf(root: string): string {
  return inChroot(root, 'id', '-u', 'yidu-relay').trim();
}

async function start(root: string, port: number, before: readonly string[] = []): Promise<UnitProcess> {
  const relay = startUnit(root, UNIT, before);
  const url = `http://127.0.0.1:${port}/healthz`;
  for (;;) {
    const answers = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return relay;
    const over = await Promise.race([relay.ended.then(() => true), wait(100, false)]);
    if (over) throw new Error(`the relay has ended:\n${relay.output()}`);
  }
}

interface Team {
  readonly annasToken: string;
  readonly bensToken: string;
  readonly conversation: ConversationId;
}

async function say(from: ProtocolClient, conversation: ConversationId, text: string): Promise<number> {
  const content = { type: 'text', text } as const;
  const { seq } = await from.request('message.send', { conversation, clientId: v7(), content });
  return seq;
}

/** Two people register; Anna writes to Ben, who reads it, and Anna is told. */
async function meet(url: string): Promise<Team> {
  const anna = await ProtocolClient.connect(url);
  const ben = await ProtocolClient.connect(url);
  const { token: annasToken } = await anna.register('anna');
  const { token: bensToken, user } = await ben.register('ben');
  const { conversation } = await anna.request('conversation.create', { kind: 'direct', peer: user.id });
  const seq = await say(anna, conversation.id, '装好了吗？');
  await ben.request('receipt.report', {
    conversations: [{ conversation: conversation.id, read: [[seq, seq]], delivered: seq }],
  });
  anna.close();
  ben.close();
  return { annasToken, bensToken, conversation: conversation.id };
}

/** The devices that signed in before come back, find what was said, and go on talking. */
async function goOn(
  url: string,
  { annasToken, bensToken, conversation }: Team,
  words: string,
): Promise<void> {
  const anna = await ProtocolClient.connect(url);
  const ben = await ProtocolClient.connect(url);
  await anna.resume(annasToken);
  await ben.resume(bensToken);
  const seq = await say(ben, conversation, words);
  const { events } = await anna.request('timeline.pull', { conversation, from: 1, to: seq, limit: 200 });
  const texts = JSON.stringify(events);
  assert.ok(texts.includes('装好了吗？') && texts.includes(words), 'the history is not whole');
  anna.close();
  ben.close();
}

/** Which system calls the unit would refuse of those that the relay has really made. */
function refusedCalls(trace: string): readonly string[] {
  const ofSets = (...sets: readonly string[]): Set<string> => {
    const names = new Set<string>();
    const add = (set: string): void => {
      for (const line of run('systemd-analyze', 'syscall-filter', set).split('\n').slice(1)) {
        const name = line.trim();
        if (name.startsWith('@')) add(name);
        else if (name !== '' && !name.startsWith('#')) names.add(name);
      }
    };
    sets.forEach(add);
    return names;
  };
  const allowed = ofSets('@system-service');
  const denied = ofSets('@privileged', '@resources');
  const lines = trace.split('\n');
  // What comes before is chroot and setpriv, which systemd does itself.
  const begin = lines.findIndex((line) => line.includes('execve("/usr/lib/yidu-relay/node"'));
  assert.ok(begin >= 0, 'the trace does not show the relay');
  const made = lines.slice(begin).flatMap((line) => /^\d+ +(\w+)\(/.exec(line)?.[1] ?? []);
  assert.ok(made.length > 500, 'the trace is too short');
  return [...new Set(made)].filter((name) => !allowed.has(name) || denied.has(name));
}

function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}

async function tryRelay(root: string): Promise<void> {
  const port = await freePort();
  const url = `ws://127.0.0.1:${port}${SOCKET_PATH}`;
  const data = join(root, DATA);
  const debs = join(root, 'tmp');

  buildIfNeeded();
  const staged = inRoot('dist/relay');
  await stageRelay(staged);
  const first = buildRelayDeb(staged, '0.1.0', debs);
  const second = buildRelayDeb(staged, '0.1.1', debs);
  done('two versions are packed');

  inChroot(root, 'apt-get', 'update');
  install(root, first);
  const uid = idOf(root);
  assert.notEqual(uid, '0');
  assert.match(inChroot(root, 'getent', 'passwd', 'yidu-relay'), /:\/usr\/sbin\/nologin$/m);
  assert.equal(statSync(data).uid, Number(uid));
  assert.equal(statSync(data).mode & 0o777, 0o700);
  assert.equal(statSync(join(root, 'etc/yidu-relay/relay.json')).mode & 0o777, 0o640);
  done(`installed into a clean Debian ${SUITE}, with a user of its own (${uid})`);

  // The administrator's change of the configuration, which upgrades keep.
  const config = join(root, 'etc/yidu-relay/relay.json');
  writeFileSync(config, JSON.stringify({ host: '127.0.0.1', port }));
  const tracing = has('strace') && has('systemd-analyze');
  const trace = join(root, 'tmp/trace');
  let relay = await start(root, port, tracing ? ['strace', '-f', '-qq', '-o', trace] : []);
  const status = tracing ? undefined : readFileSync(`/proc/${String(relay.pid)}/status`, 'utf8');
  if (status !== undefined) {
    assert.match(status, new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s+${uid}`, 'm'));
    assert.match(status, /^CapBnd:\s+0+$/m);
    assert.match(status, /^NoNewPrivs:\s+1$/m);
  }
  const team = await meet(url);
  // As root, at the running relay and over its socket.
  assert.match(inChroot(root, 'yidu-relay', 'admin', 'people'), /anna/);
  inChroot(root, 'yidu-relay', 'admin', 'grant', 'anna');
  await relay.stop();
  done('started as its unit starts it, used by two clients and by its command line');
  if (tracing) {
    assert.deepEqual(refusedCalls(readFileSync(trace, 'utf8')), []);
    done('of the system calls that it made, the unit refuses none');
  }

  relay = await start(root, port);
  const self = readFileSync(`/proc/${String(relay.pid)}/status`, 'utf8');
  assert.match(self, new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s+${uid}`, 'm'));
  assert.match(self, /^CapBnd:\s+0+$/m);
  assert.match(self, /^NoNewPrivs:\s+1$/m);
  await goOn(url, team, 'after a restart');
  inChroot(root, 'yidu-relay', 'admin', 'backup', '/var/lib/yidu-relay/backups/before-0.1.1');
  await relay.stop();
  done('it has no rights of root, and a backup was made of it while it ran');

  install(root, second);
  assert.match(inChroot(root, 'dpkg-query', '-W', 'yidu-relay'), /0\.1\.1/);
  assert.ok(readFileSync(config, 'utf8').includes(String(port)), 'the configuration was overwritten');
  relay = await start(root, port);
  await goOn(url, team, 'after the upgrade');
  await relay.stop();
  done('upgraded: data, devices and the changed configuration are as they were');

  install(root, first);
  assert.match(inChroot(root, 'dpkg-query', '-W', 'yidu-relay'), /0\.1\.0/);
  relay = await start(root, port);
  await goOn(url, team, 'after the rollback');
  await relay.stop();
  done('rolled back: the older version goes on with the same data');

  // A newer version has changed the form of the data: the older one refuses it, and goes on from the backup.
  const node = join(root, 'usr/lib/yidu-relay/node');
  run(node, '-e', NEWER, inRoot('node_modules/better-sqlite3'), join(data, 'relay.db'));
  const refused = startUnit(root, UNIT);
  assert.notEqual(await refused.ended, 0);
  assert.match(refused.output(), /data has version 999999/);
  inChroot(
    root,
    'yidu-relay',
    'admin',
    'restore',
    '/var/lib/yidu-relay/backups/before-0.1.1',
    '/var/lib/yidu-relay/restored',
  );
  inChroot(root, 'sh', '-ec', PUT_BACK);
  relay = await start(root, port);
  await goOn(url, team, 'after the restore');
  await relay.stop();
  done('data of a newer version are refused, and the backup from before the upgrade takes their place');

  inChroot(root, 'dpkg', '--remove', 'yidu-relay');
  assert.ok(!existsSync(join(root, 'usr/lib/yidu-relay')), 'the program is still there');
  assert.ok(existsSync(join(data, 'relay.db')), 'the data are gone');
  assert.ok(existsSync(config), 'the configuration is gone');
  done('removed: data and configuration stay');
  install(root, first);
  relay = await start(root, port);
  await goOn(url, team, 'after it came back');
  await relay.stop();
  inChroot(root, 'dpkg', '--purge', 'yidu-relay');
  for (const path of [DATA, 'etc/yidu-relay', 'usr/lib/yidu-relay', 'usr/bin/yidu-relay'])
    assert.ok(!existsSync(join(root, path)), `${path} is still there`);
  done('installed again with its data, then purged: nothing is left');
}

const NEWER = `const db = new (require(process.argv[1]))(process.argv[2]);
db.pragma('user_version = 999999'); db.close();`;
const PUT_BACK = `cd /var/lib/yidu-relay
mkdir newer && mv relay.db* newer/
cp -p restored/relay.db . && chown -R yidu-relay:yidu-relay .`;

if (process.getuid?.() !== 0) {
  console.error('npm run dist:try-relay makes a Debian root, and so has to be run as root.');
  process.exitCode = 1;
} else {
  const root = cleanRoot();
  done('a clean root');
  try {
    mkdirSync(join(root, 'tmp'), { recursive: true });
    cpSync('/etc/resolv.conf', join(root, 'etc/resolv.conf'));
    await tryRelay(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
