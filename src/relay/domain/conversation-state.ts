import { assertNever } from '../../shared/assert-never.ts';
import { AppError } from '../../shared/errors.ts';
import type { ConversationKind, Member, MemberRole } from '../../shared/model/conversation.ts';
import { isKnown, isMessage, type KnownEvent, type TimelineEvent } from '../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../shared/model/ids.ts';
import {
  EMPTY_RANGE_SET,
  intersectRanges,
  subtractRanges,
  type RangeSet,
  unionRanges,
} from '../../shared/model/range-set.ts';
import type { ReceiptCount, ReceiptListKind } from '../../shared/model/receipt.ts';
import { AuthorLog } from './author-log.ts';
import type { ConversationSnapshot } from './conversation-snapshot.ts';
import { type EventEffects, NO_EFFECTS } from './event-effects.ts';
import { packedRangesHave, packRanges, unpackRanges } from './packed-ranges.ts';
import { addToReadSet, visibleRanges } from './read-set.ts';
import { ReceiptLedger } from './receipt-ledger.ts';
import { type PresentUsers, Roster } from './roster.ts';
import { staysHold } from './stays.ts';

/**
 * One conversation in memory: who belongs, who may see what, and the receipts of every message. Made from what the storage
 * holds and kept equal to it by applying, in their order, what the storage has committed. Knows no content.
 */
export class ConversationState {
  readonly id: ConversationId;
  readonly kind: ConversationKind;
  readonly #roster: Roster;
  readonly #ledger: ReceiptLedger;
  readonly #authors: AuthorLog;
  #title: string | null;
  #headSeq: number;
  #headOrdinal: number;

  private constructor(stored: ConversationSnapshot) {
    this.id = stored.id;
    this.kind = stored.kind;
    this.#title = stored.title;
    this.#headSeq = stored.headSeq;
    this.#headOrdinal = stored.headOrdinal;
    this.#roster = new Roster(stored.members);
    this.#ledger = ReceiptLedger.from(stored);
    this.#authors = new AuthorLog(stored.authors);
  }

  /** Keeps nothing of `stored` that it would change. */
  static from(stored: ConversationSnapshot): ConversationState {
    return new ConversationState(stored);
  }

  get title(): string | null {
    return this.#title;
  }

  /** Newest event applied. */
  get headSeq(): number {
    return this.#headSeq;
  }

  get headOrdinal(): number {
    return this.#headOrdinal;
  }

  /** Present members. */
  get memberCount(): number {
    return this.#roster.presentCount;
  }

  /** Present members, in no promised order. Must not be kept over a change. */
  presentUsers(): PresentUsers {
    return this.#roster.presentUsers();
  }

  /** Those who were members after the event of this seq, which is not beyond the head; of the head: `presentUsers`. */
  presentAt(seq: number): PresentUsers {
    return seq === this.#headSeq ? this.#roster.presentUsers() : this.#roster.presentAt(seq);
  }

  /** Present members with a user id above `after`, ascending; at most `limit`. */
  memberPage(after: UserId | undefined, limit: number): { members: Member[]; more: boolean } {
    return this.#roster.page(after, limit);
  }

  /** `null`: not a member now. */
  role(user: UserId): MemberRole | null {
    return this.#roster.role(user);
  }

  isMember(user: UserId): boolean {
    return this.#roster.role(user) !== null;
  }

  /** Who was a member once and is none now. O(present and former members). */
  formerUsers(): UserId[] {
    return this.#roster.sorted().flatMap(({ user }) => (this.isMember(user) ? [] : [user]));
  }

  /** Whose stay ended with the event of this seq. O(present and former members). */
  partedAt(seq: number): UserId[] {
    return this.#roster.partedAt(seq);
  }

  /** What the person may pull: all events of their stays up to the head (MEM-5). Empty: never a member. */
  visible(user: UserId): RangeSet {
    const entry = this.#roster.get(user);
    return entry ? visibleRanges(entry.stays, this.#headSeq) : EMPTY_RANGE_SET;
  }

  /** The last seq of `visible`; 0: never a member. */
  newestVisible(user: UserId): number {
    const last = this.#roster.get(user)?.stays.at(-1);
    return last ? (last.left ?? this.#headSeq) : 0;
  }

  /**
   * Follows a committed append: its event, and what that does not say itself. The event must be the next one; another seq is refused
   * with `internal`, and the state has to be loaded anew.
   */
  applyEvent(event: TimelineEvent, { roles, bots }: EventEffects = NO_EFFECTS): void {
    if (event.seq !== this.#headSeq + 1) {
      throw new AppError('internal', `event ${event.seq} does not follow ${this.#headSeq}`);
    }
    this.#headSeq = event.seq;
    this.#headOrdinal = event.ordinal;
    const counted = isMessage(event) && event.receipt !== false;
    const author = counted ? this.#roster.get(event.sender) : undefined;
    this.#authors.append(author?.mark ?? 0);
    if (isKnown(event)) this.#applyEffects(event, bots);
    for (const { user, role } of roles) this.#roster.setRole(user, role);
  }

  #applyEffects(event: KnownEvent, bots: readonly UserId[]): void {
    switch (event.kind) {
      case 'message.created':
        this.addReads(event.sender, [[event.seq, event.seq]]);
        return;
      case 'member.added':
        for (const user of event.users) {
          const isBot = bots.includes(user);
          if (this.#roster.join(user, event.seq, isBot) && !isBot) this.#ledger.join(event.seq);
        }
        return;
      case 'member.removed':
        for (const user of event.users) this.#leave(user, event.seq);
        return;
      case 'conversation.renamed':
        this.#title = event.title;
        return;
      case 'member.roleChanged':
        this.#roster.setRole(event.user, event.role);
        return;
      case 'conversation.dissolved':
        for (const user of [...this.#roster.presentUsers()]) this.#leave(user, event.seq);
        return;
      case 'member.muted':
      case 'conversation.announced':
      case 'conversation.pictureChanged':
      case 'conversation.created':
      case 'message.edited':
      case 'message.recalled':
      case 'reaction.added':
      case 'reaction.removed':
      case 'message.pinned':
      case 'message.unpinned':
      case 'message.reminded':
      case 'conversation.receiptsChanged':
        return;
      default:
        assertNever(event);
    }
  }

  #leave(user: UserId, seq: number): void {
    if (this.#roster.leave(user, seq) && !this.#roster.get(user)?.isBot) this.#ledger.leave(seq);
  }

  /**
   * Adds to a person's read set and returns what of it they may see and had not read before; nothing else counts. Given the whole set
   * that the storage answered with, the two stay equal even where holes were closed (RCP-10).
   */
  addReads(user: UserId, ranges: RangeSet): RangeSet {
    const entry = this.#roster.get(user);
    if (!entry) return EMPTY_RANGE_SET;
    // Cut to the head only: seqs between two stays are in nobody's sight for ever, and a closed hole may hold them.
    const before = unpackRanges(entry.read);
    const added = subtractRanges(intersectRanges(ranges, [[1, this.#headSeq]]), before);
    if (added.length === 0) return EMPTY_RANGE_SET;
    const read = addToReadSet(before, added);
    entry.read = packRanges(read);
    // Nobody waits for a bot to read.
    if (entry.isBot) return EMPTY_RANGE_SET;
    const fresh = intersectRanges(subtractRanges(read, before), visibleRanges(entry.stays, this.#headSeq));
    this.#ledger.read(fresh);
    return fresh;
  }

  /** Whether the person has read more than this. */
  hasReadBeyond(user: UserId, ranges: RangeSet): boolean {
    const entry = this.#roster.get(user);
    return entry !== undefined && subtractRanges(unpackRanges(entry.read), ranges).length > 0;
  }

  /** What anybody has read by this state, and had not by an earlier one. O(present and former members). */
  readsBeyond(earlier: ConversationState): RangeSet {
    let news: RangeSet = EMPTY_RANGE_SET;
    for (const { user, isBot, read } of this.#roster.sorted()) {
      const before = earlier.#roster.get(user)?.read;
      if (isBot) continue;
      const fresh = subtractRanges(unpackRanges(read), before ? unpackRanges(before) : EMPTY_RANGE_SET);
      if (fresh.length > 0) news = unionRanges(news, fresh);
    }
    return news;
  }

  /** Replaces what of a person's read set others are not told (RCP-14). Direct conversations only. */
  setHidden(user: UserId, hidden: RangeSet): void {
    const entry = this.#roster.get(user);
    if (entry) entry.hidden = packRanges(hidden);
  }

  /** RCP-16: messages up to `floor` have no receipts any more, and whoever was there counts as having read them. */
  closeReceipts(floor: number): void {
    this.#authors.forget(floor);
    for (const { user, stays } of this.#roster.sorted()) {
      const first = stays[0]?.joined ?? Infinity;
      if (first <= floor) this.addReads(user, [[first, floor]]);
    }
  }

  /** Moves the delivered cursor on, never back and never beyond the head. Returns whether it moved. */
  setDelivered(user: UserId, seq: number): boolean {
    const entry = this.#roster.get(user);
    const target = Math.min(seq, this.#headSeq);
    if (!entry || target <= entry.delivered) return false;
    entry.delivered = target;
    return true;
  }

  /** Everything up to this seq is on a device of theirs; 0 = nothing. */
  delivered(user: UserId): number {
    return this.#roster.get(user)?.delivered ?? 0;
  }

  /**
   * Counts of those messages of `seqs` that `user` has sent, in the order asked; others, and those without receipts, are left
   * out (RCP-4, RCP-12).
   */
  counts(user: UserId, seqs: readonly number[]): ReceiptCount[] {
    const author = this.#roster.get(user);
    const counts: ReceiptCount[] = [];
    if (!author) return counts;
    const { mark, isBot } = author;
    for (const seq of seqs) {
      if (this.#authors.at(seq) !== mark) continue;
      const members = this.#ledger.members(seq);
      const unread = members - this.#ledger.reads(seq) + this.#hiddenReaders(mark, seq);
      counts.push({ seq, unread, receivers: isBot ? members : members - 1 });
    }
    return counts;
  }

  /** Readers of a message whom its author is not told. Only the two of a direct conversation can be any. */
  #hiddenReaders(author: number, seq: number): number {
    if (this.kind !== 'direct') return 0;
    let hidden = 0;
    for (const entry of this.#roster.sorted()) {
      if (entry.mark === author || !packedRangesHave(entry.hidden, seq)) continue;
      // Closed holes (RCP-10) may hide more than there is.
      if (packedRangesHave(entry.read, seq)) hidden++;
    }
    return hidden;
  }

  /**
   * The receivers of a message who have, or have not, read it, by user id ascending (RCP-3, RCP-5). `undefined`: not a
   * message of this user's, or one without receipts.
   */
  receipts(user: UserId, seq: number, list: ReceiptListKind): UserId[] | undefined {
    const mark = this.#roster.get(user)?.mark;
    if (mark === undefined || this.#authors.at(seq) !== mark) return undefined;
    const wanted = list === 'read';
    const users: UserId[] = [];
    for (const entry of this.#roster.sorted()) {
      if (entry.mark === mark || entry.isBot || !staysHold(entry.stays, seq)) continue;
      const read = packedRangesHave(entry.read, seq) && !packedRangesHave(entry.hidden, seq);
      if (read === wanted) users.push(entry.user);
    }
    return users;
  }

  /** Whoever has sent a message with receipts. O(events). */
  authors(): UserId[] {
    const marks = new Set<number>();
    for (let seq = 1; seq <= this.#headSeq; seq++) marks.add(this.#authors.at(seq));
    return [...marks].flatMap((mark) => (mark === 0 ? [] : (this.#roster.byMark(mark)?.user ?? [])));
  }

  /** The messages with receipts within `ranges` by their authors, seqs ascending. O(seqs in `ranges`). */
  authorsOf(ranges: RangeSet): Map<UserId, number[]> {
    const byMark = new Map<number, number[]>();
    for (const [from, to] of ranges) {
      for (let seq = from; seq <= Math.min(to, this.#headSeq); seq++) {
        const mark = this.#authors.at(seq);
        if (mark === 0) continue;
        const seqs = byMark.get(mark);
        if (seqs) seqs.push(seq);
        else byMark.set(mark, [seq]);
      }
    }
    const byUser = new Map<UserId, number[]>();
    for (const [mark, seqs] of byMark) {
      const author = this.#roster.byMark(mark);
      if (author) byUser.set(author.user, seqs);
    }
    return byUser;
  }
}
