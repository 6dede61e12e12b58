import * as z from 'zod';
import { AnnouncementState } from '../model/announcement-lifecycle.ts';
import { Reach } from '../model/channel.ts';
import {
  CallbackId,
  ChannelId,
  ConversationId,
  DeviceId,
  HookId,
  Seq,
  Timestamp,
  UserId,
} from '../model/ids.ts';
import { CallbackKind, DeliveryProblem, DeliveryState, IntegrationLabel } from '../model/integration.ts';
import { PictureBytes, PictureId } from '../model/profile-picture.ts';
import { DeviceName, Person } from '../model/person.ts';
import { Policies, PolicyName } from './policies.ts';

/** SHA-256 of a code, base64url: tells invites apart and lets nobody in. */
export const InviteHash = z.string().min(20).max(64);

export const AdminPerson = Person.extend({
  administrator: z.boolean(),
  createdAt: Timestamp,
  devices: z.int().min(0),
  lastSeenAt: Timestamp.nullable(),
  /** What counts in the quota of files. */
  fileBytes: z.int().min(0),
  /** Of programs: it has no password. */
  bot: z.boolean(),
});
export type AdminPerson = z.infer<typeof AdminPerson>;

/** The picture that somebody has now. */
export const AdminPicture = z.object({
  user: UserId,
  picture: PictureId,
  type: z.enum(['image/png', 'image/jpeg', 'image/webp']),
  bytes: PictureBytes,
});
export type AdminPicture = z.infer<typeof AdminPicture>;

export const AdminDevice = z.object({
  id: DeviceId,
  name: DeviceName,
  createdAt: Timestamp,
  lastSeenAt: Timestamp,
});
export type AdminDevice = z.infer<typeof AdminDevice>;

export const AdminGroup = z.object({
  cursor: z.int().min(1),
  id: ConversationId,
  title: z.string(),
  memberCount: z.int().min(0),
  messages: z.int().min(0),
  createdAt: Timestamp,
  lastEventAt: Timestamp,
  owner: Person.nullable(),
});
export type AdminGroup = z.infer<typeof AdminGroup>;

export const AdminChannel = z.object({
  id: ChannelId,
  title: z.string(),
  owner: Person.nullable(),
  /** Besides the owner. */
  publishers: z.int().min(0),
  /** Drafts included. */
  announcements: z.int().min(0),
  /** When the newest was given out first; `null`: it is a draft, or there is none. */
  lastReleasedAt: Timestamp.nullable(),
});
export type AdminChannel = z.infer<typeof AdminChannel>;

export const AdminAnnouncement = z.object({
  seq: Seq,
  state: AnnouncementState,
  /** `null`: recalled. */
  title: z.string().nullable(),
  releasedAt: Timestamp.nullable(),
  expiresAt: Timestamp.nullable(),
  reach: Reach,
});
export type AdminAnnouncement = z.infer<typeof AdminAnnouncement>;

export const AdminInvite = z.object({
  hash: InviteHash,
  creator: Person,
  /** Title of the group; `null`: to the relay. */
  group: z.string().nullable(),
  usesLeft: z.int().min(0).nullable(),
  expiresAt: Timestamp.nullable(),
});
export type AdminInvite = z.infer<typeof AdminInvite>;

/** A conversation that a bot is in, which its members have brought it into. */
export const BotConversation = z.object({
  id: ConversationId,
  /** `null`: a direct conversation. */
  title: z.string().nullable(),
  /** Of a direct conversation. */
  peer: Person.nullable(),
});
export type BotConversation = z.infer<typeof BotConversation>;

export const AdminHook = z.object({
  id: HookId,
  label: IntegrationLabel,
  bot: Person,
  conversation: ConversationId,
  /** `null`: a direct conversation. */
  title: z.string().nullable(),
  createdAt: Timestamp,
});
export type AdminHook = z.infer<typeof AdminHook>;

/** A callback as administrators see it: its secret was told once. */
export const AdminCallback = z.object({
  id: CallbackId,
  bot: Person,
  url: z.string(),
  kinds: z.array(CallbackKind),
  createdAt: Timestamp,
  /** Deliveries that wait for their turn, or for their next attempt. */
  waiting: z.int().min(0),
  /** What was not told because too many waited. */
  missed: z.int().min(0),
});
export type AdminCallback = z.infer<typeof AdminCallback>;

/** One line of a callback's delivery log: nothing of what was told. */
export const AdminDelivery = z.object({
  /** As the receiver gets it in `yidu-delivery`. */
  id: z.string(),
  cursor: z.int().min(1),
  kind: CallbackKind,
  /** When what it tells of happened. */
  at: Timestamp,
  state: DeliveryState,
  attempts: z.int().min(0),
  /** HTTP status of the last answer. */
  status: z.int().nullable(),
  problem: DeliveryProblem.nullable(),
  /** When it was delivered or given up. */
  settledAt: Timestamp.nullable(),
  /** Of the next attempt. */
  nextAt: Timestamp.nullable(),
});
export type AdminDelivery = z.infer<typeof AdminDelivery>;

export const PolicyState = z.object({
  policies: Policies,
  /** Set by the relay's configuration: these cannot be changed here. */
  fixed: z.array(PolicyName),
});
export type PolicyState = z.infer<typeof PolicyState>;

/** One backup, as its manifest says. */
export const BackupSummary = z.object({
  /** Name of its folder. */
  name: z.string().max(255),
  createdAt: Timestamp,
  files: z.int().min(1),
  bytes: z.int().min(0),
  /** Where the contents of files lie, which are not in it; absent: they are. */
  filesElsewhere: z.string().max(1_000).optional(),
});
export type BackupSummary = z.infer<typeof BackupSummary>;

/** A link that leads to the relay (LNK-1). */
export const RelayLink = z.object({
  link: z.string().max(1_000),
  /**
   * `named`: by the address that the configuration gives. `network`: by the machine's address in its network, which is as far as
   * it leads. `machine`: the relay listens on its own machine only, and the link leads nobody else anywhere.
   */
  reach: z.enum(['named', 'network', 'machine']),
});
export type RelayLink = z.infer<typeof RelayLink>;

export const Overview = z.object({
  relay: z.object({
    id: z.string(),
    name: z.string(),
    startedAt: Timestamp,
    /** Without an invite; `null` while the relay is stopped. */
    link: RelayLink.nullable(),
  }),
  totals: z.object({
    people: z.int(),
    administrators: z.int(),
    devices: z.int(),
    groups: z.int(),
    directs: z.int(),
    messages: z.int(),
    /** Contents of files, each once, and their bytes. */
    files: z.int(),
    fileBytes: z.int(),
  }),
  /** When the newest backup was complete; `null`: none is known. */
  lastBackupAt: Timestamp.nullable(),
});
export type Overview = z.infer<typeof Overview>;

/** A program that serves the relay's data. */
export const AdminNode = z.object({
  id: z.string().max(64),
  version: z.string().max(64),
  /** Machine and port. */
  place: z.string().max(300),
  startedAt: Timestamp,
  /** Open ones, as of `seenAt`. */
  connections: z.int().min(0),
  seenAt: Timestamp,
  /** The newest form of the data that it knows; `null`: the data are its own. */
  schema: z.int().min(0).nullable(),
  /** It is the one that answers. */
  isThis: z.boolean(),
});
export type AdminNode = z.infer<typeof AdminNode>;
