/** Time, injected so that simulations and tests own it. */
export interface Clock {
  /** Milliseconds since 1970. May jump; for display and expiry only. */
  now(): number;
  /** Milliseconds that never go backwards; for durations. */
  monotonic(): number;
  /** Runs `task` once after `ms` milliseconds (0 … 2^31−1). Returns what cancels it; cancelling twice is harmless. */
  schedule(ms: number, task: () => void): () => void;
}

/** Uniform in [0, 1), injected for the same reason. */
export type Random = () => number;

/** Makes a new UUIDv7. */
export type MakeId = () => string;
