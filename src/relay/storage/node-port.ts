import type { ChannelId, ConversationId, DeviceId, UserId } from '../../shared/model/ids.ts';
import type { TimelineEvent } from '../../shared/model/event.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';
import type { AttemptAnswer } from '../domain/lockout-rule.ts';

/** Something that a commit changed, as the storage has it now; `position`: the newest commit that changed it. */
export type StoredChange = { readonly position: number } & (
  | { readonly kind: 'conversation'; readonly conversation: ConversationId; readonly seq: number }
  /** `personal`: the conversation itself has not changed since. */
  | {
      readonly kind: 'member';
      readonly conversation: ConversationId;
      readonly user: UserId;
      readonly personal: boolean;
    }
  | { readonly kind: 'draft'; readonly conversation: ConversationId; readonly user: UserId }
  /** Their name or picture, or that they have an account. */
  | { readonly kind: 'person'; readonly user: UserId }
  /** Channels, or announcements that were given out. */
  | { readonly kind: 'channels' }
  | { readonly kind: 'channelReads'; readonly channel: ChannelId; readonly user: UserId }
);

export interface StoredChanges {
  readonly changes: readonly StoredChange[];
  readonly more: boolean;
}

/** What a member has reported, as the storage has it. */
export interface MemberReport {
  readonly user: UserId;
  /** Newest event the person may see. */
  readonly headSeq: number;
  readonly delivered: number;
  readonly read: RangeSet;
  /** What of `read` others are not told (RCP-14). */
  readonly hidden: RangeSet;
  readonly unread: number;
}

/**
 * What several nodes need of the data they share, beside RelayStorage, to stay equal. An adapter whose data are one node's alone, as a
 * SQLite file is, does without: a single node never asks. Guarantees as those of RelayStorage; adapters pass the suite in
 * test/contract/node-storage.
 */
export interface NodeStorage {
  /**
   * What changed by commits after `since` and up to `until`, by position, ascending; each thing once, with its newest commit.
   * What has changed again after `until` is left out: it is in the answer to the next question. `limit` cuts, but never between two
   * changes of one commit.
   */
  changesSince(since: number, until: number, limit: number): Promise<StoredChanges>;
  /**
   * As RelayStorage's without a reader, except that it never waits for writes of this node: it is for what other nodes have stored,
   * and holds all that was committed before it was asked for.
   */
  readTimeline(
    conversation: ConversationId,
    ranges: RangeSet,
    limit: number,
    maxBytes: number,
  ): Promise<readonly TimelineEvent[]>;
  /** Whoever never was a member is left out. */
  memberReports(conversation: ConversationId, users: readonly UserId[]): Promise<readonly MemberReport[]>;
  /** Those of the devices that are signed in. */
  signedInDevices(devices: readonly DeviceId[]): Promise<readonly DeviceId[]>;
  /** The newest commit that changed a channel, or an announcement that was given out; 0: none. */
  channelsPosition(): Promise<number>;

  /**
   * Gives `holder` the lease of this name from `at` for `forMs`, if it is free, over, or theirs already; `false`: it is another's. With
   * `forMs` 0 it is given back. Holds between nodes whose clocks differ by less than what is left of it.
   */
  lease(name: string, holder: string, at: number, forMs: number): Promise<boolean>;

  /** SES-7, over all nodes: counts an attempt under this digest of a name as failed, or refuses it. The newest 10,000 are kept. */
  countAttempt(digest: string, at: number): Promise<AttemptAnswer>;
  /** The attempt was not decided: as if it had not been made. */
  withdrawAttempt(digest: string): Promise<void>;
  /** It succeeded: none have been made. */
  forgetAttempts(digest: string): Promise<void>;
}
