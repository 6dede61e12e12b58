import type { TimelineEvent } from '../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';
import type { Leader } from '../cluster/leader.ts';
import type { Notice } from '../cluster/notice.ts';
import type { EventEffects } from '../domain/event-effects.ts';
import type { ReportOutcome } from '../storage/receipt-port.ts';

/** An event that this node has just stored. `position`: its commit, where it is known. */
export type StoredEffects = EventEffects & { readonly position?: number };

export type ReportCommit = Pick<ReportOutcome, 'position' | 'covered'>;

/** The other nodes of a relay, as handlers see them. A relay that is alone has none, and pays nothing for them. */
export interface Peers extends Leader {
  /**
   * Tells everybody here of an event, after all events of the conversation that other nodes have stored before it, and has the
   * other nodes tell it too. Resolves when it is told here.
   */
  stored(event: TimelineEvent, effects: StoredEffects): Promise<void>;
  /**
   * Makes sure that this node has followed the conversation up to `seq`, if it goes that far: clients may have heard of it from another
   * node. `undefined`: it has. Never rejects.
   */
  reach(conversation: ConversationId, seq: number): Promise<void> | undefined;
  /** `reach` up to whatever is stored by now: somebody may have become a member at another node. */
  catchUp(conversation: ConversationId): Promise<void>;
  /** What this node answers from memory is not older than this commit afterwards: a client was given its position. */
  followed(position: number): Promise<void>;
  /**
   * How far the conversation is delivered to these people, by whichever node: acknowledgements are told to nobody, and so not to other
   * nodes.
   */
  delivered(conversation: ConversationId, users: readonly UserId[]): Promise<ReadonlyMap<UserId, number>>;
  /** Somebody has read: `ranges` hold what was not read before, `commit` is that of the report. */
  read(conversation: ConversationId, user: UserId, ranges: RangeSet, commit: ReportCommit): void;
  /**
   * Perhaps somebody has read these: the storage has failed to say whether the report is stored. Whoever is concerned is told as soon as
   * it answers again; of more than 1,000 such reports the others are found by what covers them.
   */
  mayHaveRead(conversation: ConversationId, user: UserId, ranges: RangeSet): void;
  /** This node has changed channels, or announcements, with this commit: everybody is told. */
  channelsChanged(position: number): Promise<void>;
  announce(notice: Notice): void;
}
