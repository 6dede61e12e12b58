import type { ConversationId, FileId, UserId } from '../../shared/model/ids.ts';

/** What a committed write has changed; the change feed is built from these and from nothing else. */
export interface StoreDelta {
  readonly conversations: readonly ConversationId[];
  readonly people: readonly UserId[];
  readonly timelines: readonly {
    readonly conversation: ConversationId;
    /** Keys of items that are new or look different now. */
    readonly changed: readonly string[];
    readonly removed: readonly string[];
    /** More than the keys tell (a page of history, a whole range read): views read again. */
    readonly reset: boolean;
  }[];
  /** Files of messages that were recalled: no copy of them stays. */
  readonly forgotten?: readonly FileId[];
}
