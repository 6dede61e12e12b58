import type { Clock } from '../../shared/clock.ts';
import { formatMessageLink } from '../../shared/deep-link.ts';
import type { Settings } from '../../shared/ipc/views.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AccountId, ChannelId, ConversationId } from '../../shared/model/ids.ts';
import type { Engine, UnreadMessages } from '../sync/engine.ts';
import { newsOf, type NoteWords, reminderWords, summaryOf, wordsOf } from './alert-rules.ts';
import { quietUntil } from '../../shared/do-not-disturb.ts';
import { type AnnouncementSource, createAnnouncementAlerts } from './announcement-alerts.ts';
import type { Note, ShowNote } from './note.ts';
import type { ShellTexts } from './shell-texts.ts';

export interface AlertsDeps {
  readonly show: ShowNote;
  readonly settings: () => Settings;
  readonly texts: () => ShellTexts;
  /** Somebody is looking at this conversation, in a focused window on an unlocked screen. */
  readonly isInFront: (conversation: ConversationId) => boolean;
  /** A notification of an announcement was clicked. */
  readonly openAnnouncement: (account: AccountId, channel: ChannelId, seq: number) => void;
  /** A notification was clicked: there, please. */
  readonly open: (account: AccountId, conversation: ConversationId, seq: number) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The part of an engine that tells of messages. */
export type AlertSource = Pick<Engine, 'on' | 'unread' | 'headSeqs'> & {
  readonly handle: Pick<Engine['handle'], 'message.send'> & AnnouncementSource['handle'];
};

/**
 * Tells of new messages by notifications, and takes them back when what they tell of has been read, here or on another device,
 * or recalled. What came while the program was not running is not told: the list shows it. What came while it was offline is,
 * once it is back.
 */
export interface Alerts {
  /** Until the returned function is called: the messages of this account, whether the page shows it or not. */
  attach(source: AlertSource, account: AccountId): () => void;
  /** Settings have changed, or Do Not Disturb has begun: takes away what would not be shown now. */
  refresh(): void;
  /** Takes away all that is shown. */
  clear(): void;
  /** The program ends: what is shown stays, and opens it again. */
  leave(): void;
}

/** A burst is looked at together; ms. */
const GATHER_MS = 400;
/** Conversations looked at together; the others come right after them. */
const AT_ONCE = 50;
/** More conversations than these have one notification in common. */
const MAX_FRESH = 3;
/** The oldest notification makes room for the sixth. */
const MAX_SHOWN = 5;
/** A sound is not heard again sooner; ms. */
const SOUND_GAP_MS = 2_000;

interface Shown {
  /** What it tells of, less what a summary needs to tell no more. */
  readonly seqs: Map<ConversationId, ReadonlySet<number>>;
  readonly close: () => void;
}

interface Fresh {
  readonly unread: UnreadMessages;
  readonly messages: UnreadMessages['messages'];
  readonly account: AccountId;
  /** The newest thing that somebody asks to read: it is told also of a muted conversation, and it is what a click opens. */
  readonly reminder?: UnreadMessages['reminders'][number] | undefined;
}

export function createAlerts(deps: AlertsDeps): Alerts {
  const { settings, texts, clock, logger } = deps;
  let soundAt = -Infinity;
  let leaving = false;
  /** Of every source: what is shown is the desktop's. The newest comes last. */
  const shown = new Set<Shown>();

  function take(one: Shown): void {
    if (shown.delete(one)) one.close();
  }

  function isQuiet(): boolean {
    const { notifications, doNotDisturb } = settings();
    return !notifications || quietUntil(doNotDisturb, clock.now()) !== undefined;
  }

  const announcements = createAnnouncementAlerts({
    show: deps.show,
    settings,
    texts,
    isQuiet,
    open: deps.openAnnouncement,
    clock,
    logger,
  });

  function show(
    words: NoteWords,
    seqs: Map<ConversationId, ReadonlySet<number>>,
    to: { readonly conversation: ConversationId; readonly seq: number; readonly account: AccountId },
    reply: ((text: string) => void) | null,
    isNews: boolean,
  ): void {
    const now = clock.monotonic();
    const silent = !isNews || !settings().notificationSound || now - soundAt < SOUND_GAP_MS;
    if (!silent) soundAt = now;
    const { fixed } = texts();
    const note: Note = {
      ...words,
      link: formatMessageLink(to.conversation, to.seq),
      silent,
      reply: reply && { placeholder: fixed['note.reply'], send: fixed['note.send'] },
    };
    const close = deps.show(note, {
      clicked() {
        take(one);
        deps.open(to.account, to.conversation, to.seq);
      },
      replied(text) {
        take(one);
        reply?.(text);
      },
      closed: () => shown.delete(one),
    });
    const one: Shown = { seqs, close };
    shown.add(one);
    for (const first of shown) {
      if (shown.size <= MAX_SHOWN) break;
      take(first);
    }
  }

  function showConversation(source: AlertSource, fresh: Fresh, isNews = true): void {
    const { unread, messages, account, reminder } = fresh;
    const { row } = unread;
    const first = messages[0];
    if (!first) return;
    const send = (text: string): void => {
      source.handle['message.send']({ conversation: row.id, content: { type: 'text', text } }).catch(
        (error: unknown) => logger.warn({ err: error }, 'an answer in a notification was not sent'),
      );
    };
    const content = settings().notificationContent;
    const asked = reminder && messages.find(({ seq }) => seq === reminder.of);
    show(
      asked
        ? reminderWords(unread, reminder.by, asked, content, texts())
        : wordsOf(unread, messages, content, texts()),
      new Map([[row.id, new Set(messages.map(({ seq }) => seq))]]),
      { conversation: row.id, seq: (asked ?? first).seq, account },
      row.role === null ? null : send,
      isNews,
    );
  }

  function showSummary(fresh: readonly Fresh[]): void {
    const newest = fresh.reduce((a, b) => (b.unread.row.lastAt > a.unread.row.lastAt ? b : a));
    const first = newest.messages[0];
    if (!first) return;
    const count = fresh.reduce((sum, { messages }) => sum + messages.length, 0);
    const words =
      settings().notificationContent === 'none'
        ? { title: 'Yidu', body: texts().newMessages(count) }
        : summaryOf(count, fresh.length, texts());
    const seqs = new Map(
      fresh.map(({ unread, messages }) => [unread.row.id, new Set(messages.map(({ seq }) => seq))] as const),
    );
    const { unread, account } = newest;
    show(words, seqs, { conversation: unread.row.id, seq: first.seq, account }, null, true);
  }

  /** Takes back what tells of nothing any more; the messages that a notification of this conversation alone still tells of. */
  function review({ row, messages }: UnreadMessages): ReadonlySet<number> {
    const open = new Set(messages.map(({ seq }) => seq));
    const told = new Set<number>();
    for (const one of [...shown]) {
      const seqs = one.seqs.get(row.id);
      if (!seqs) continue;
      const left = [...seqs].filter((seq) => open.has(seq));
      const isSummary = one.seqs.size > 1;
      if (left.length === 0) one.seqs.delete(row.id);
      if (one.seqs.size === 0) take(one);
      else if (!isSummary) for (const seq of left) told.add(seq);
    }
    return told;
  }

  function clear(): void {
    announcements.clear();
    for (const one of [...shown]) take(one);
  }

  function attach(source: AlertSource, account: AccountId): () => void {
    /** The newest message of each conversation that was looked at, whether it was told or not. */
    const lookedAt = new Map<ConversationId, number>();
    const waiting = new Set<ConversationId>();
    /** `starting`: what arrives from now on is told, once it is known what was there before. */
    let state: 'idle' | 'starting' | 'live' = 'idle';
    let over = false;
    let cancelTimer: (() => void) | undefined;
    let looking = false;

    async function begin(): Promise<void> {
      for (const [id, headSeq] of await source.headSeqs()) lookedAt.set(id, headSeq);
      state = 'live';
      schedule();
    }

    async function lookAt(id: ConversationId): Promise<Fresh | undefined> {
      const unread = await source.unread(id);
      if (!unread || over) return undefined;
      const told = review(unread);
      const after = lookedAt.get(id) ?? 0;
      const news = newsOf(unread, after);
      const reminder = unread.reminders.findLast(({ seq }) => seq > after);
      lookedAt.set(id, Math.max(after, unread.messages.at(-1)?.seq ?? 0, reminder?.seq ?? 0));
      if (isQuiet() || deps.isInFront(id)) return undefined;
      const messages = unread.messages.filter(
        (message) => told.has(message.seq) || news.includes(message) || message.seq === reminder?.of,
      );
      const before = [...shown].find(({ seqs }) => seqs.size === 1 && seqs.has(id));
      if (news.length > 0 || reminder) {
        if (before) take(before);
        return { unread, messages, account, reminder };
      }
      if (before && before.seqs.get(id)?.size !== messages.length) {
        // Something of it was recalled or read elsewhere: its words must not stay.
        take(before);
        showConversation(source, { unread, messages, account }, false);
      }
      return undefined;
    }

    async function look(): Promise<void> {
      cancelTimer = undefined;
      looking = true;
      try {
        const fresh: Fresh[] = [];
        for (const id of [...waiting].slice(0, AT_ONCE)) {
          waiting.delete(id);
          const found = await lookAt(id);
          if (found) fresh.push(found);
        }
        if (fresh.length > MAX_FRESH) showSummary(fresh);
        else for (const one of fresh) showConversation(source, one);
      } catch (error) {
        logger.error({ err: error }, 'new messages could not be looked at');
      } finally {
        looking = false;
        schedule();
      }
    }

    function schedule(): void {
      if (state !== 'live' || waiting.size === 0 || looking || over) return;
      cancelTimer ??= clock.schedule(GATHER_MS, () => void look());
    }

    const endAnnouncements = announcements.attach(source, account);
    const ends = [
      source.on('session.changed', ({ kind }) => {
        if (kind !== 'online' || state !== 'idle') return;
        state = 'starting';
        begin().catch((error: unknown) => logger.error({ err: error }, 'there will be no notifications'));
      }),
      source.on('store.changed', ({ conversations, timelines }) => {
        if (state === 'idle') return;
        for (const { id } of conversations) waiting.add(id);
        for (const { conversation } of timelines) waiting.add(conversation);
        schedule();
      }),
    ];
    return () => {
      over = true;
      cancelTimer?.();
      for (const end of ends) end();
      if (leaving) return;
      endAnnouncements();
      for (const one of [...shown]) take(one);
    };
  }

  return {
    attach,
    refresh() {
      if (isQuiet()) clear();
    },
    clear,
    leave() {
      leaving = true;
    },
  };
}
