import * as z from 'zod';

/**
 * All ids are UUIDv7 strings in lower case: unique without coordination and roughly ordered by creation.
 * Order is never taken from them; only a timeline's seq orders events.
 */
const uuidV7 = z.uuidv7().refine((id) => id === id.toLowerCase(), 'must be lower case');

/** A person with an account on a relay. */
export const UserId = uuidV7.brand<'UserId'>();
export type UserId = z.infer<typeof UserId>;

/** One signed-in installation of a person. */
export const DeviceId = uuidV7.brand<'DeviceId'>();
export type DeviceId = z.infer<typeof DeviceId>;

export const ConversationId = uuidV7.brand<'ConversationId'>();
export type ConversationId = z.infer<typeof ConversationId>;

/** A channel: announcements to everybody with an account. */
export const ChannelId = uuidV7.brand<'ChannelId'>();
export type ChannelId = z.infer<typeof ChannelId>;

/** The sender's own id of a message or of a new conversation; the same id sent twice stores one event. */
export const ClientId = uuidV7.brand<'ClientId'>();
export type ClientId = z.infer<typeof ClientId>;

/** A file; given by the client that uploads it, so that an upload begun twice is one. */
export const FileId = uuidV7.brand<'FileId'>();
export type FileId = z.infer<typeof FileId>;

/** An incoming hook: who has its token writes into one conversation as one bot. */
export const HookId = uuidV7.brand<'HookId'>();
export type HookId = z.infer<typeof HookId>;

/** An outgoing callback. */
export const CallbackId = uuidV7.brand<'CallbackId'>();
export type CallbackId = z.infer<typeof CallbackId>;

/** An account of this installation: one person at one relay. Known on this computer only, and the same after every sign-in. */
export const AccountId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .brand<'AccountId'>();
export type AccountId = z.infer<typeof AccountId>;

/** Place of an event in its timeline: 1, 2, 3 … without holes, given by the relay. */
export const Seq = z.int().min(1).max(2_147_483_647);
export type Seq = z.infer<typeof Seq>;

/** Milliseconds since 1970 on the relay's clock. For display only, never for order. */
export const Timestamp = z.int().min(0).max(8_640_000_000_000_000);
export type Timestamp = z.infer<typeof Timestamp>;
