import * as z from 'zod';
import { ClientId, UserId } from '../model/ids.ts';
import { singleLine } from '../model/person.ts';

/** Points that are given or taken back at once, at most. */
export const MAX_MOVED_POINTS = 1_000_000;

/** Nobody is given more than makes this. Sums over everybody stay exact that way. */
export const MAX_HELD_POINTS = 1_000_000_000;

/** Longest reason, in UTF-16 units; the audit log keeps it. */
export const MAX_REASON_LENGTH = 200;

export const PointReason = singleLine(MAX_REASON_LENGTH);

export const MovedPoints = z.int().min(1).max(MAX_MOVED_POINTS);

/** What an administrator does with somebody's points. */
export const PointsChange = z.object({
  user: UserId,
  /** Sent twice, the points move once. */
  clientId: ClientId,
  points: MovedPoints,
  reason: PointReason,
});
export type PointsChange = z.infer<typeof PointsChange>;

/** What somebody has. */
export const HeldPoints = z.object({
  points: z.int().min(0),
  /** They have been given the opening amount (PKT-1); otherwise it comes on top when they first look. */
  opened: z.boolean(),
});
export type HeldPoints = z.infer<typeof HeldPoints>;

/** All points there are, on both sides of the ledger (PKT-7). */
export const PointLedger = z.object({
  /** What the relay gave: as opening amounts, and by administrators, less what those took back. */
  opening: z.int().min(0),
  given: z.int().min(0),
  takenBack: z.int().min(0),
  /** Where it is: with people, those given up included, or in red packets. */
  held: z.int().min(0),
  inPackets: z.int().min(0),
  /** What is somewhere, less what the relay gave: 0, or the data are damaged. */
  difference: z.int(),
  /** People who have something else than their lines add up to: 0, or the data are damaged. */
  wrong: z.int().min(0),
});
export type PointLedger = z.infer<typeof PointLedger>;
