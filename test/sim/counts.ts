import * as z from 'zod';

/** What can be counted in simulated lives. */
export const COUNTED = [
  'people',
  'people with several devices',
  'devices',
  'messages',
  'quotes',
  'edits',
  'recalls',
  'reactions',
  'pins',
  'membership changes',
  'reads',
  'receipts compared',
  'drafts written',
  'draft conflicts',
  'announcements read',
  'links cut',
  'links half-open',
  'partitions of one device',
  'partitions of several',
  'devices partitioned',
  'quits',
  'kills',
  'crashes at a step',
  'clocks set',
  'relay stops',
  'relay kills',
  'frames broke the link',
  'frames dropped',
  'frames duplicated',
  'frames reordered',
  'frames delayed',
] as const;
export type Counted = (typeof COUNTED)[number];

/** How often everything happened, and how wrong the devices' clocks were; travels between processes. */
export const Tally = z.object({
  sums: z.partialRecord(z.enum(COUNTED), z.int().min(0)),
  /** The wall clock that was furthest behind, and furthest ahead of the relay's; ms. */
  skewMs: z.tuple([z.number(), z.number()]),
});
export type Tally = z.infer<typeof Tally>;

/** Proof that what a simulation claims to try has happened in it. */
export class Counts {
  readonly #sums = new Map<Counted, number>();
  #behindMs = 0;
  #aheadMs = 0;

  add(what: Counted, times = 1): void {
    this.#sums.set(what, this.of(what) + times);
  }

  of(what: Counted): number {
    return this.#sums.get(what) ?? 0;
  }

  /** A device's wall clock is this far ahead of the relay's. */
  skew(ms: number): void {
    this.#behindMs = Math.min(this.#behindMs, ms);
    this.#aheadMs = Math.max(this.#aheadMs, ms);
  }

  get skewMs(): readonly [behind: number, ahead: number] {
    return [this.#behindMs, this.#aheadMs];
  }

  merge({ sums, skewMs }: Tally): void {
    for (const what of COUNTED) this.add(what, sums[what] ?? 0);
    for (const ms of skewMs) this.skew(ms);
  }

  tally(): Tally {
    return { sums: Object.fromEntries(this.#sums), skewMs: [this.#behindMs, this.#aheadMs] };
  }
}
