// prom-client: Apache-2.0, bundled with what it needs (0.17 MB): the text format and its escaping are not ours to write.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CommitMeter } from './commit-meter.ts';
import type { Distribution } from './distribution.ts';
import type { EventLoopLag } from './event-loop-lag.ts';
import type { RelayCounters } from './relay-counters.ts';
import { addServiceRows, type Rows } from './service-rows.ts';
import type { StoredFigures } from './stored-figures.ts';

/** Numbers of this moment. */
export interface RelayGauges {
  readonly connections: number;
  readonly signedIn: number;
  readonly openRequests: number;
  readonly conversationsInMemory: number;
  readonly eventsInMemory: number;
  readonly boardChannels: number;
  readonly boardAnnouncements: number;
  readonly otherNodes: number;
}

export interface MetricSources {
  readonly counters: RelayCounters;
  readonly commits: CommitMeter;
  readonly gauges: () => RelayGauges;
  /** May reject: the last ones that came are shown then. */
  readonly figures: () => Promise<StoredFigures>;
  readonly lag: () => EventLoopLag;
  readonly process: Pick<NodeJS.Process, 'cpuUsage' | 'memoryUsage'>;
}

/** Everything in Prometheus' text format; docs/relay-metrics.md explains each row. */
export interface MetricsPage {
  readonly contentType: string;
  /** Reads all sources. Event-loop lag is that since the last call. */
  text(): Promise<string>;
}

const NO_FIGURES: StoredFigures = {
  contents: 0,
  contentBytes: 0,
  deliveriesQueued: 0,
  deliveriesWaiting: 0,
  deliveriesMissed: 0,
  lastBackup: undefined,
};
const ENTRIES: ReadonlySet<string> = new Set(['account.register', 'session.signIn', 'session.resume']);

interface Named {
  readonly name: string;
  readonly help: string;
}

/** A histogram that was counted elsewhere, so that it covers the time before the page was there. */
class TalliedHistogram extends Histogram {
  readonly #named: Named;
  readonly #tally: Distribution;

  constructor(named: Named, tally: Distribution, registry: Registry) {
    super({ ...named, buckets: [...tally.bounds], registers: [registry] });
    this.#named = named;
    this.#tally = tally;
  }

  /** What a registry, and the class above, ask for the values. */
  getForPromString(): Promise<object> {
    const { name, help } = this.#named;
    const { bounds, counts, count, sum } = this.#tally;
    const metricName = `${name}_bucket`;
    let upTo = 0;
    const buckets = bounds.map((le, index) => {
      upTo += counts[index] ?? 0;
      return { metricName, labels: { le }, value: upTo };
    });
    const values = [
      ...buckets,
      { metricName, labels: { le: '+Inf' }, value: count },
      { metricName: `${name}_sum`, labels: {}, value: sum },
      { metricName: `${name}_count`, labels: {}, value: count },
    ];
    return Promise.resolve({ name, help, type: 'histogram', aggregator: 'sum', values });
  }
}

/** The one place that knows Prometheus. */
export function createMetricsPage(sources: MetricSources): MetricsPage {
  const { counters, commits, gauges, lag } = sources;
  const registry = new Registry();
  let figures = NO_FIGURES;

  const counter = (name: string, help: string, labelNames: readonly string[], rows: () => Rows): void => {
    new Counter({
      name: `yidu_relay_${name}_total`,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        for (const [labels, value] of rows()) this.inc(labels, value);
      },
    });
  };
  const total = (name: string, help: string, value: () => number): void =>
    counter(name, help, [], () => [[{}, value()]]);
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name: `yidu_relay_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  };

  gauge('connections', 'Open connections.', () => gauges().connections);
  gauge('signed_in_connections', 'Open connections that are signed in.', () => gauges().signedIn);
  gauge('other_nodes', 'Other nodes heard of lately.', () => gauges().otherNodes);
  total('connections_accepted', 'Connections taken.', () => counters.connectionsAccepted);
  counter('connections_refused', 'Connections not taken.', ['reason'], function* () {
    for (const [reason, count] of Object.entries(counters.connectionsRefused)) yield [{ reason }, count];
  });
  counter('closes', 'Connections that ended, by the close code of the relay.', ['code'], function* () {
    for (const [code, count] of counters.closes) yield [{ code }, count];
  });
  counter('sign_ins', 'Attempts to sign in.', ['command', 'result'], function* () {
    for (const [command, outcome, count] of counters.commands.entries()) {
      if (ENTRIES.has(command)) yield [{ command, result: outcome === 'ok' ? 'ok' : 'failed' }, count];
    }
  });
  counter('commands', 'Requests answered.', ['command', 'result'], function* () {
    for (const [command, result, count] of counters.commands.entries()) yield [{ command, result }, count];
  });
  gauge('open_requests', 'Requests not answered yet.', () => gauges().openRequests);
  total('messages_stored', 'New messages on disk.', () => counters.messagesStored);
  total('pushes', 'Pushes handed to connections.', () => counters.pushes);
  total('received_bytes', 'Payload bytes of frames from clients.', () => counters.bytesIn);
  total('sent_bytes', 'Bytes of data frames to clients.', () => counters.bytesOut);
  total('backlogs', 'Times that pushes to a slow reader were gathered.', () => counters.backlogs);
  counter('rate_limited', 'Refusals because something came too fast.', ['limit'], function* () {
    for (const [limit, count] of Object.entries(counters.rateLimited)) yield [{ limit }, count];
  });

  new TalliedHistogram(
    { name: 'yidu_relay_commit_batch_calls', help: 'Calls of the storage that shared one batch.' },
    commits.calls,
    registry,
  );
  new TalliedHistogram(
    {
      name: 'yidu_relay_commit_batch_seconds',
      help: 'Time from handing a batch to the storage until its answers.',
    },
    commits.seconds,
    registry,
  );
  gauge('storage_queue', 'Calls of the storage that wait or are under way.', () => commits.queued);
  gauge(
    'cached_conversations',
    'Conversations whose receipts are in memory.',
    () => gauges().conversationsInMemory,
  );
  gauge(
    'cached_events',
    'Events of those conversations; one costs about 12 bytes.',
    () => gauges().eventsInMemory,
  );

  addServiceRows({ counter, total, gauge }, { counters, gauges, figures: () => figures });

  new Gauge({
    name: 'yidu_relay_event_loop_lag_seconds',
    help: 'How late timers were since the last scrape.',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      const { p50, p99, max } = lag();
      this.set({ quantile: '0.5' }, p50);
      this.set({ quantile: '0.99' }, p99);
      this.set({ quantile: '1' }, max);
    },
  });
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the process.',
    registers: [registry],
    collect() {
      this.set(sources.process.memoryUsage().rss);
    },
  });
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the process, user and system.',
    registers: [registry],
    collect() {
      const { user, system } = sources.process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });

  return {
    contentType: registry.contentType,
    async text() {
      figures = await sources.figures().catch(() => figures);
      return registry.metrics();
    },
  };
}
