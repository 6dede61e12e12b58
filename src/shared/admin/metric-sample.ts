import * as z from 'zod';
import { Timestamp } from '../model/ids.ts';

const count = z.number().min(0);

/** What a relay did in one step of time, from the counters of /metrics. Rates are per second, over the step. */
export const MetricSample = z.object({
  at: Timestamp,
  connections: count,
  signedIn: count,
  openRequests: count,
  /** Calls that wait for the storage. */
  storageQueue: count,
  messagesPerSecond: count,
  pushesPerSecond: count,
  commandsPerSecond: count,
  refusalsPerSecond: count,
  bytesInPerSecond: count,
  bytesOutPerSecond: count,
  /** Of files, over HTTP. */
  fileBytesInPerSecond: count,
  fileBytesOutPerSecond: count,
  /** Attempts without success; few, so over a minute. */
  callbackFailuresPerMinute: count,
  /** How late timers were at worst; ms. */
  lagMs: count,
  memoryBytes: count,
  /** Processor time in parts of one core: 1 = one core busy all the time. */
  cores: count,
});
export type MetricSample = z.infer<typeof MetricSample>;
