import { describe, expect, it } from 'vitest';
import { MAX_SAMPLES, MetricHistory, SAMPLE_MS } from '../../../../src/relay/metrics/metric-history.ts';
import { RelayCounters } from '../../../../src/relay/metrics/relay-counters.ts';
import { MetricSample } from '../../../../src/shared/admin/metric-sample.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

function history() {
  const clock = new ManualClock();
  const counters = new RelayCounters();
  let cpu = 0;
  const samples = new MetricHistory({
    counters,
    commits: { queued: 7 },
    gauges: () => ({
      connections: 3,
      signedIn: 2,
      openRequests: 1,
    }),
    lag: () => ({ p50: 0, p99: 0, max: 0.02 }),
    process: {
      cpuUsage: () => ({ user: (cpu += 2_500_000), system: 0 }),
      memoryUsage: Object.assign(() => ({ ...process.memoryUsage(), rss: 1_000 }), { rss: () => 1_000 }),
    },
    clock,
  });
  return { clock, counters, samples };
}

describe('metric history', () => {
  it('turns counters into rates over each step', () => {
    const { clock, counters, samples } = history();
    counters.messagesStored = 50;
    counters.bytesOut = 5_000;
    counters.files.bytesIn = 10_000;
    counters.files.bytesOut = 500;
    counters.callbacks.failedAttempts = 1;
    counters.commands.add('message.send', 'ok');
    counters.rateLimited['address-sign-ins'] = 10;
    clock.advance(SAMPLE_MS);
    clock.advance(SAMPLE_MS);
    const [first, second] = samples.samples(0);
    expect(MetricSample.parse(first)).toMatchObject({
      connections: 3,
      storageQueue: 7,
      messagesPerSecond: 10,
      bytesOutPerSecond: 1_000,
      fileBytesInPerSecond: 2_000,
      fileBytesOutPerSecond: 100,
      callbackFailuresPerMinute: 12,
      commandsPerSecond: 0.2,
      refusalsPerSecond: 2,
      lagMs: 20,
      memoryBytes: 1_000,
      cores: 0.5,
    });
    expect(second).toMatchObject({ messagesPerSecond: 0, cores: 0.5 });
    expect(samples.samples(first?.at ?? 0)).toEqual([second]);
  });

  it('keeps an hour, and samples no more once it is closed', () => {
    const { clock, samples } = history();
    for (let i = 0; i < MAX_SAMPLES + 10; i++) clock.advance(SAMPLE_MS);
    expect(samples.samples(0)).toHaveLength(MAX_SAMPLES);
    const newest = samples.samples(0).at(-1);
    samples.close();
    clock.advance(SAMPLE_MS);
    expect(samples.samples(0).at(-1)).toEqual(newest);
  });
});
