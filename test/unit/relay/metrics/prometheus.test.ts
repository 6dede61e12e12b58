import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CommitMeter } from '../../../../src/relay/metrics/commit-meter.ts';
import { createMetricsPage, type MetricsPage } from '../../../../src/relay/metrics/prometheus.ts';
import type { StoredFigures } from '../../../../src/relay/metrics/stored-figures.ts';
import { RATE_LIMITS, REFUSALS, RelayCounters } from '../../../../src/relay/metrics/relay-counters.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const GAUGES = {
  connections: 3,
  signedIn: 2,
  openRequests: 1,
  conversationsInMemory: 4,
  eventsInMemory: 500,
  boardChannels: 2,
  boardAnnouncements: 30,
  otherNodes: 2,
};

interface Scene {
  readonly page: MetricsPage;
  readonly counters: RelayCounters;
  readonly commits: CommitMeter;
  readonly clock: ManualClock;
}

const FIGURES: StoredFigures = {
  contents: 3,
  contentBytes: 4_096,
  deliveriesQueued: 12,
  deliveriesWaiting: 5,
  deliveriesMissed: 1,
  lastBackup: { at: 1_700_000_000_500, bytes: 9_000, seconds: 1.5 },
};

function scene(figures: () => Promise<StoredFigures> = () => Promise.resolve(FIGURES)): Scene {
  const clock = new ManualClock();
  const counters = new RelayCounters();
  const commits = new CommitMeter(clock);
  const page = createMetricsPage({
    counters,
    commits,
    gauges: () => GAUGES,
    figures,
    lag: () => ({ p50: 0.001, p99: 0.02, max: 0.5 }),
    process: {
      cpuUsage: () => ({ user: 1_500_000, system: 500_000 }),
      memoryUsage: Object.assign(() => ({ ...process.memoryUsage(), rss: 12_345 }), { rss: () => 12_345 }),
    },
  });
  return { page, counters, commits, clock };
}

/** Value by name and labels, as in the text. */
async function read(page: MetricsPage): Promise<Map<string, number>> {
  const lines = (await page.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

describe('metrics', () => {
  it('are exactly those that docs/relay-metrics.md explains, with these labels', async () => {
    const { page, counters } = scene();
    counters.closed(4001);
    counters.commands.add('session.signIn', 'ok');
    counters.files.uploadsRefused.add('quota_exceeded');
    counters.files.storeFailures.add('put');
    counters.channels.steps.add('publish');
    counters.hookPosts.add('ok');
    counters.consoleSignIns.add('ok');
    const text = await page.text();
    const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
    const served = types.map(([, name = '', type]) => {
      const labels = new Set<string>();
      for (const [, row = ''] of text.matchAll(new RegExp(`^${name}(?:_bucket)?\\{([^}]*)\\}`, 'gm'))) {
        for (const [, label = ''] of row.matchAll(/(\w+)=/g)) labels.add(label);
      }
      expect([name, type]).toEqual([name, expect.stringMatching(/^(counter|gauge|histogram)$/)]);
      return `${name} ${[...labels].sort().join(' ')}`;
    });
    const doc = readFileSync(new URL('../../../../docs/relay-metrics.md', import.meta.url), 'utf8');
    const documented = [...doc.matchAll(/^\| `(\w+)` \| ([^|]*)\|/gm)].map(([, name = '', labels = '']) => {
      const names = [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label).sort();
      return `${name} ${names.join(' ')}`;
    });
    expect(documented.sort()).toEqual(served.sort());
    for (const value of [...REFUSALS, ...RATE_LIMITS]) expect(doc).toContain(`\`${value}\``);
  });

  it('say what was counted, at every scrape anew', async () => {
    const { page, counters, commits, clock } = scene();
    counters.connectionsAccepted = 7;
    counters.connectionsRefused.origin = 2;
    counters.closed(4005);
    counters.closed(4005);
    counters.closed('peer');
    counters.commands.add('message.send', 'ok');
    counters.commands.add('message.send', 'rate_limited');
    counters.commands.add('session.signIn', 'bad_credentials');
    counters.commands.add('session.signIn', 'locked_out');
    counters.commands.add(undefined, 'unknown_command');
    counters.messagesStored = 9;
    counters.pushes = 640;
    commits.queued = 3;
    const ended = commits.began(3);
    clock.advance(4);
    ended();
    for (let scrape = 0; scrape < 2; scrape++) {
      const values = await read(page);
      expect(values.get('yidu_relay_connections_accepted_total')).toBe(7);
      expect(values.get('yidu_relay_connections_refused_total{reason="origin"}')).toBe(2);
      expect(values.get('yidu_relay_connections_refused_total{reason="path"}')).toBe(0);
      expect(values.get('yidu_relay_closes_total{code="4005"}')).toBe(2);
      expect(values.get('yidu_relay_closes_total{code="peer"}')).toBe(1);
      expect(values.get('yidu_relay_commands_total{command="message.send",result="rate_limited"}')).toBe(1);
      expect(values.get('yidu_relay_commands_total{command="unknown",result="unknown_command"}')).toBe(1);
      expect(values.get('yidu_relay_sign_ins_total{command="session.signIn",result="failed"}')).toBe(2);
      expect(values.get('yidu_relay_pushes_total')).toBe(640);
      expect(values.get('yidu_relay_connections')).toBe(3);
      expect(values.get('yidu_relay_cached_events')).toBe(500);
      expect(values.get('yidu_relay_storage_queue')).toBe(0);
      expect(values.get('yidu_relay_commit_batch_calls_sum')).toBe(3);
      expect(values.get('yidu_relay_commit_batch_seconds_bucket{le="0.002"}')).toBe(0);
      expect(values.get('yidu_relay_commit_batch_seconds_bucket{le="0.005"}')).toBe(1);
      expect(values.get('yidu_relay_commit_batch_seconds_bucket{le="+Inf"}')).toBe(1);
      expect(values.get('yidu_relay_commit_batch_calls_count')).toBe(1);
      expect(values.get('yidu_relay_event_loop_lag_seconds{quantile="0.99"}')).toBe(0.02);
      expect(values.get('process_resident_memory_bytes')).toBe(12_345);
      expect(values.get('process_cpu_seconds_total')).toBe(2);
    }
    counters.pushes += 2;
    expect((await read(page)).get('yidu_relay_pushes_total')).toBe(642);
  });

  it('show what the storage knows, and what it knew when it does not answer', async () => {
    let figures = (): Promise<StoredFigures> => Promise.resolve(FIGURES);
    const { page, counters } = scene(() => figures());
    counters.files.begun = 4;
    counters.files.downloadsRefused.add('not_found');
    counters.channels.steps.add('publish');
    counters.channels.steps.add('publish');
    counters.callbacks.givenUp = 2;
    counters.hookPosts.add('rate_limited');
    counters.consoleSignIns.add('bad_credentials');
    for (let scrape = 0; scrape < 2; scrape++) {
      const values = await read(page);
      expect(values.get('yidu_relay_file_uploads_begun_total')).toBe(4);
      expect(values.get('yidu_relay_file_refusals_total{request="download",code="not_found"}')).toBe(1);
      expect(values.get('yidu_relay_file_content_bytes')).toBe(4_096);
      expect(values.get('yidu_relay_announcement_steps_total{action="publish"}')).toBe(2);
      expect(values.get('yidu_relay_board_announcements')).toBe(30);
      expect(values.get('yidu_relay_callback_deliveries_queued_total')).toBe(12);
      expect(values.get('yidu_relay_callback_queue')).toBe(5);
      expect(values.get('yidu_relay_callback_deliveries_given_up_total')).toBe(2);
      expect(values.get('yidu_relay_hook_posts_total{result="rate_limited"}')).toBe(1);
      expect(values.get('yidu_relay_console_sign_ins_total{result="bad_credentials"}')).toBe(1);
      expect(values.get('yidu_relay_backup_last_success_timestamp_seconds')).toBe(1_700_000_000.5);
      expect(values.get('yidu_relay_backup_last_seconds')).toBe(1.5);
      figures = () => Promise.reject(new Error('busy'));
    }
  });
});
