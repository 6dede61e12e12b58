import * as z from 'zod';

/** Bots, hooks and callbacks of one relay. */
export const MAX_BOTS = 100;
/** By which programs sign in as one bot. */
export const MAX_BOT_TOKENS = 10;
export const MAX_HOOKS = 200;
export const MAX_CALLBACKS = 20;
/** Deliveries of one callback that may wait; what comes beyond them is not told, and counted. */
export const MAX_WAITING = 10_000;
/** Finished deliveries in the log of a relay, over all callbacks. */
export const MAX_LOGGED = 100_000;

/** What a callback can ask for: kinds of timeline events, and announcements that have just been published to everybody. */
export const CALLBACK_KINDS = [
  'message.created',
  'message.edited',
  'message.recalled',
  'member.added',
  'member.removed',
  'announcement.published',
] as const;
export const CallbackKind = z.enum(CALLBACK_KINDS);
export type CallbackKind = z.infer<typeof CallbackKind>;

/** What a hook or a callback is called among administrators. */
export const IntegrationLabel = z.string().trim().min(1).max(100);

/** Where a callback goes: `https:`, or `http:` into a network that the relay's configuration names. */
export const CallbackUrl = z
  .url({ protocol: /^https?$/, error: 'is no address that begins with https:// or http://' })
  .max(2_000)
  .regex(/^https?:\/\/[^/?#@\\]+(?:[/?][^#]*)?$/i, 'has a user name, a password or a fragment in it');

/** What signs a callback's requests. */
export const CallbackSecret = z
  .string()
  .min(32)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'has characters other than those of ASCII that can be seen');

/** How a delivery stands. */
export const DeliveryState = z.enum(['waiting', 'delivered', 'failed']);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** Why an attempt came to nothing. Never words of the receiver's. */
export const DeliveryProblem = z.enum(['address', 'name', 'connection', 'certificate', 'timeout', 'status']);
export type DeliveryProblem = z.infer<typeof DeliveryProblem>;
