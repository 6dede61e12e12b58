import type { ProtocolClient } from '../../test/support/protocol-client.ts';
import { type BenchOptions, type BenchResult, percentile, type Row, type Target } from '../report.ts';
import { signIn } from './connection.ts';
import { publishToInboxes } from './inboxes.ts';
import { bytesSince } from './journal-bytes.ts';
import { type Office, openOffice } from './office.ts';
import { WORDS } from './words.ts';

const REPORTS_AT_ONCE = 500;

interface Published {
  readonly bytes: number;
  /** Until the reply, and until the last device that is online has it. */
  readonly ms: number;
  readonly everybodyMs: number;
}

/**
 * One announcement to everybody, beside an inbox for each of them. `--accounts`, `--online`, `--pulls` and `--earlier` for other
 * sizes.
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const accounts = options.option('accounts', 100_000);
  const online = Math.min(accounts - 1, options.option('online', 2_000));
  const pulls = Math.min(accounts - online - 1, options.option('pulls', 3_000));
  const earlier = options.option('earlier', 50);
  options.say(`channels: ${accounts} accounts …`);
  const office = await openOffice(accounts, 5);
  try {
    const root = await signIn(office, 0);
    const clientId = office.makeId();
    const { channel } = await root.request('channel.create', { clientId, title: 'News' });
    options.say(`channels: ${online} sign in …`);
    const devices: ProtocolClient[] = [];
    for (let index = 1; index <= online; index++) devices.push(await signIn(office, index));
    const { position } = await root.request('channel.pull', { position: 0 });
    const published = await publish(office, root, devices, channel);
    options.say('channels: the others come back …');
    await changeGroups(office);
    const pulled = await comparePulls(office, position, online + 1, pulls);
    const reported = await reportReads(office, root, devices, channel);
    options.say('channels: inboxes …');
    const references = publishToInboxes({ accounts, earlier, copies: false });
    const fresh = publishToInboxes({ accounts, earlier: 0, copies: false });
    const copies = publishToInboxes({ accounts, earlier, copies: true });

    const table = `One announcement to ${accounts.toLocaleString('en-US')} accounts`;
    const row = (subject: string, { bytes, ms }: { bytes: number; ms: number }): Row => ({
      table,
      subject,
      values: { 'bytes written': bytes, 'ms to publish': ms, '× bytes of Yidu': bytes / published.bytes },
    });
    const rows: Row[] = [
      row('Yidu', published),
      row(`inboxes, references, ${earlier} earlier ones`, references),
      row('inboxes, references, all empty', fresh),
      row(`inboxes, copies, ${earlier} earlier ones`, copies),
      {
        table: 'Until everybody has it',
        subject: `${online.toLocaleString('en-US')} online`,
        values: { ms: published.everybodyMs },
      },
      {
        table: `One pull of ${pulls.toLocaleString('en-US')} people who were away, 5 changed groups each, µs`,
        subject: 'without channels',
        values: { p50: pulled.without.p50, p95: pulled.without.p95, 'mean CPU': pulled.without.cpu },
      },
      {
        table: `One pull of ${pulls.toLocaleString('en-US')} people who were away, 5 changed groups each, µs`,
        subject: 'with the announcement',
        values: { p50: pulled.with.p50, p95: pulled.with.p95, 'mean CPU': pulled.with.cpu },
      },
      {
        table: 'Everybody online reports that it was read',
        subject: `${online.toLocaleString('en-US')} people`,
        values: { 'bytes written per person': reported.bytes / online, 'read, of reach': reported.read },
      },
    ];
    const ratio = (all: readonly [number, number]): number => all[0] / all[1];
    const targets: Target[] = [
      {
        name: `× bytes of inboxes with ${earlier} earlier references`,
        actual: accounts < 100_000 ? undefined : references.bytes / published.bytes,
        comparison: '>=',
        bound: 1_000,
      },
      {
        name: 'CPU of a pull with the announcement, × of one without channels',
        actual: ratio([pulled.with.cpu, pulled.without.cpu]),
        comparison: '<=',
        bound: 1.2,
      },
    ];
    const notes = [
      'bytes are those of the journal, for the draft and its publication, or for the rows of the inboxes; what is copied out of it',
      'later is left out of both. Relay, storage and clients run in one process without sockets.',
      'An inbox that holds something is a page of its own to write; one that never held anything shares it with its neighbours.',
      'A pull is sync.pull from its frame to its reply, both kinds taking turns.',
    ];
    if (accounts < 100_000)
      notes.push('the target of bytes is one of 100,000 accounts: the ratio grows with them.');
    return { rows, targets, notes };
  } finally {
    await office.close();
  }
}

async function publish(
  office: Office,
  root: ProtocolClient,
  devices: readonly ProtocolClient[],
  channel: string,
): Promise<Published> {
  const before = office.markJournal();
  const { seq } = await root.request('channel.draft', { channel, clientId: office.makeId(), ...WORDS });
  const start = performance.now();
  await root.request('channel.act', { channel, seq, action: { kind: 'publish' } });
  const ms = performance.now() - start;
  const bytes = bytesSince(before, office.markJournal());
  await Promise.all(devices.map((device) => device.waitFor('channel.announced')));
  return { bytes, ms, everybodyMs: performance.now() - start };
}

/** So that there is something to pull besides. */
async function changeGroups({ storage, groups, users, makeId }: Office): Promise<void> {
  const perRound = Math.ceil(users.length / 500);
  await Promise.all(
    groups.map((conversation, index) =>
      storage.append({
        conversation,
        sender: users[(index % perRound) * 500] ?? fail(),
        at: 2,
        roles: ['owner'],
        event: { kind: 'conversation.renamed', title: `Renamed ${makeId().slice(0, 8)}` },
      }),
    ),
  );
}

interface PullCosts {
  readonly p50: number;
  readonly p95: number;
  /** Mean of user and system time of the process. */
  readonly cpu: number;
}

/** The same people pull from the same position by a client that knows channels and by one that does not, in turns. */
async function comparePulls(
  office: Office,
  position: number,
  first: number,
  pulls: number,
): Promise<{ with: PullCosts; without: PullCosts }> {
  const kinds = [true, false] as const;
  const samples = { true: [] as number[], false: [] as number[] };
  const cpu = { true: 0, false: 0 };
  const warmUp = Math.min(300, Math.floor(pulls / 2));
  for (let index = 0; index < pulls; index++) {
    for (const knows of index % 2 === 0 ? kinds : kinds.toReversed()) {
      const client = await signIn(office, first + index, knows);
      await nextTurn();
      const usage = process.cpuUsage();
      const start = performance.now();
      const page = await client.request('sync.pull', { position, limit: 200 });
      const took = performance.now() - start;
      const spent = process.cpuUsage(usage);
      if ((page.channels !== undefined) !== knows || page.conversations.length === 0) fail();
      client.close();
      await nextTurn();
      if (index < warmUp) continue;
      samples[`${knows}`].push(took * 1_000);
      cpu[`${knows}`] += spent.user + spent.system;
    }
  }
  const costs = (knows: boolean): PullCosts => ({
    p50: percentile(samples[`${knows}`], 0.5),
    p95: percentile(samples[`${knows}`], 0.95),
    cpu: cpu[`${knows}`] / samples[`${knows}`].length,
  });
  return { with: costs(true), without: costs(false) };
}

async function reportReads(
  office: Office,
  root: ProtocolClient,
  devices: readonly ProtocolClient[],
  channel: string,
): Promise<{ bytes: number; read: number }> {
  const before = office.markJournal();
  for (let from = 0; from < devices.length; from += REPORTS_AT_ONCE) {
    await Promise.all(
      devices
        .slice(from, from + REPORTS_AT_ONCE)
        .map((device) =>
          device.request('channel.report', { channels: [{ channel, delivered: [[1, 1]], read: [[1, 1]] }] }),
        ),
    );
  }
  const bytes = bytesSince(before, office.markJournal());
  const { reach } = await root.request('channel.reach', { channel, seq: 1 });
  if (reach.read !== devices.length || reach.of !== office.users.length - 1) fail();
  return { bytes, read: reach.read };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function fail(): never {
  throw new Error('the relay does not do what it should');
}
