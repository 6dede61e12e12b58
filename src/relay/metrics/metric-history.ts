import type { MetricSample } from '../../shared/admin/metric-sample.ts';
import type { Clock } from '../../shared/clock.ts';
import type { CommitMeter } from './commit-meter.ts';
import type { EventLoopLag } from './event-loop-lag.ts';
import type { RelayGauges } from './prometheus.ts';
import type { RelayCounters } from './relay-counters.ts';

/** What samples are made of: the sources of /metrics. */
export interface HistorySources {
  readonly counters: RelayCounters;
  readonly commits: Pick<CommitMeter, 'queued'>;
  readonly gauges: () => Pick<RelayGauges, 'connections' | 'signedIn' | 'openRequests'>;
  /** One of its own: reading it begins a new interval. */
  readonly lag: () => EventLoopLag;
  readonly process: Pick<NodeJS.Process, 'cpuUsage' | 'memoryUsage'>;
  readonly clock: Clock;
}

/** Time between samples, and how many are kept: an hour. */
export const SAMPLE_MS = 5_000;
export const MAX_SAMPLES = 720;

interface Totals {
  readonly at: number;
  readonly messages: number;
  readonly pushes: number;
  readonly commands: number;
  readonly refusals: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly fileBytesIn: number;
  readonly fileBytesOut: number;
  readonly callbackFailures: number;
  readonly cpuSeconds: number;
}

/** The last hour of a relay, one sample every 5 s. The oldest goes when a new one comes. */
export class MetricHistory {
  readonly #sources: HistorySources;
  readonly #samples: MetricSample[] = [];
  #last: Totals;
  #cancel: () => void = () => undefined;

  /** Samples from now on, until `close`. */
  constructor(sources: HistorySources) {
    this.#sources = sources;
    this.#last = this.#totals();
    this.#arm();
  }

  /** Oldest first, later than `after`. */
  samples(after: number): readonly MetricSample[] {
    return this.#samples.filter(({ at }) => at > after);
  }

  close(): void {
    this.#cancel();
  }

  #arm(): void {
    this.#cancel = this.#sources.clock.schedule(SAMPLE_MS, () => {
      this.#take();
      this.#arm();
    });
  }

  #take(): void {
    const { gauges, commits, lag, process, clock } = this.#sources;
    const before = this.#last;
    const now = (this.#last = this.#totals());
    const seconds = Math.max(0.001, (now.at - before.at) / 1_000);
    const rate = (key: keyof Totals): number => Math.max(0, (now[key] - before[key]) / seconds);
    const { connections, signedIn, openRequests } = gauges();
    this.#samples.push({
      at: clock.now(),
      connections,
      signedIn,
      openRequests,
      storageQueue: commits.queued,
      messagesPerSecond: rate('messages'),
      pushesPerSecond: rate('pushes'),
      commandsPerSecond: rate('commands'),
      refusalsPerSecond: rate('refusals'),
      bytesInPerSecond: rate('bytesIn'),
      bytesOutPerSecond: rate('bytesOut'),
      fileBytesInPerSecond: rate('fileBytesIn'),
      fileBytesOutPerSecond: rate('fileBytesOut'),
      callbackFailuresPerMinute: 60 * rate('callbackFailures'),
      lagMs: lag().max * 1_000,
      memoryBytes: process.memoryUsage().rss,
      cores: rate('cpuSeconds'),
    });
    if (this.#samples.length > MAX_SAMPLES) this.#samples.shift();
  }

  #totals(): Totals {
    const { counters, process, clock } = this.#sources;
    const { user, system } = process.cpuUsage();
    let commands = 0;
    for (const [, , count] of counters.commands.entries()) commands += count;
    return {
      at: clock.monotonic(),
      messages: counters.messagesStored,
      pushes: counters.pushes,
      commands,
      refusals: Object.values(counters.rateLimited).reduce((sum, count) => sum + count, 0),
      bytesIn: counters.bytesIn,
      bytesOut: counters.bytesOut,
      fileBytesIn: counters.files.bytesIn,
      fileBytesOut: counters.files.bytesOut,
      callbackFailures: counters.callbacks.failedAttempts,
      cpuSeconds: (user + system) / 1e6,
    };
  }
}
