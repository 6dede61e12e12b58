import * as z from 'zod';
import { Seq, Timestamp, UserId } from './ids.ts';

/** Points of one red packet at most. */
export const MAX_PACKET_POINTS = 1_000_000;
/** Shares of one red packet at most: as many as a group may have members. */
export const MAX_PACKET_SHARES = 10_000;
/** Longest greeting on a red packet, in UTF-16 units. */
export const MAX_GREETING_LENGTH = 100;

/** How the points of a red packet are split: all shares alike, up to one point, or by chance. */
export const PacketSplit = z.enum(['even', 'random']);
export type PacketSplit = z.infer<typeof PacketSplit>;

/** Points that a sender gives to whoever of the group is quick. Points are no money: a relay makes them, and nobody sells them. */
export const PacketContent = z
  .object({
    type: z.literal('packet'),
    points: z.int().min(1).max(MAX_PACKET_POINTS),
    shares: z.int().min(1).max(MAX_PACKET_SHARES),
    split: PacketSplit,
    greeting: z
      .string()
      .max(MAX_GREETING_LENGTH)
      .refine((text) => text.trim().length > 0, 'is blank')
      .refine((text) => text.isWellFormed(), 'has lone surrogates')
      .optional(),
  })
  .refine(({ points, shares }) => points >= shares, { error: 'are fewer than the shares', path: ['points'] });
export type PacketContent = z.infer<typeof PacketContent>;

/** `finished`: every share is taken. `returned`: what was left has gone back to the sender. */
export const PacketPhase = z.enum(['open', 'finished', 'returned']);
export type PacketPhase = z.infer<typeof PacketPhase>;

/** How far a red packet is taken. */
export const PacketState = z.object({
  seq: Seq,
  phase: PacketPhase,
  /** Shares, and the points in them. */
  taken: z.int().min(0),
  takenPoints: z.int().min(0),
  expiresAt: Timestamp,
});
export type PacketState = z.infer<typeof PacketState>;

/** The same as one person sees it. */
export const OwnPacketState = PacketState.extend({
  /** What I took; `null`: nothing. */
  mine: z.int().min(1).nullable(),
});
export type OwnPacketState = z.infer<typeof OwnPacketState>;

/** Somebody who took a share. */
export const PacketTaker = z.object({ user: UserId, points: z.int().min(1), at: Timestamp });
export type PacketTaker = z.infer<typeof PacketTaker>;
