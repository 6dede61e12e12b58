import type { ConversationState } from '../conversation-state.ts';
import { ITEM_KIND } from '../item.ts';
import { NO_DRAFT } from '../draft-state.ts';
import { ArchivedAnnouncement } from '../../../shared/archive/format.ts';
import type { AnnouncementQueries } from '../queries/announcement-queries.ts';
import type { ArchivedAnnouncementQueries } from '../queries/archived-announcement-queries.ts';
import type { ChannelQueries } from '../queries/channel-queries.ts';
import type { LostQueries } from '../queries/lost-queries.ts';
import type { RecoveryQueries } from '../queries/recovery-queries.ts';
import { wordTokens } from '../search/index-text.ts';
import { refreshPreview, saveState, type WriterContext } from '../writer-context.ts';
import {
  OldAnnouncement,
  OldChannel,
  OldConversation,
  OldFollowed,
  OldLost,
  OldProgress,
  OldPerson,
  OldUnsent,
  OldUpload,
} from './old-rows.ts';
import type { OldRow, OldStore } from './old-store.ts';
import { createOldPeople, type OldPeople } from './old-people.ts';

/** What was taken over at once. */
export interface OwnData {
  readonly readable: boolean;
  readonly unsent: number;
  readonly unsentWhole: boolean;
  readonly drafts: number;
}

export interface SalvageTarget {
  readonly context: WriterContext;
  readonly channels: ChannelQueries;
  readonly announcements: AnnouncementQueries;
  readonly archived: ArchivedAnnouncementQueries;
  readonly recovery: RecoveryQueries;
  readonly lost: LostQueries;
}

/**
 * Takes over what only this device knows: conversations with drafts, flags and what was shown, the outbox with its files, what
 * a relay has lost, and what was read of channels. Also people, and the heads as they were, so that there is a list without the relay. Of the
 * history it notes what there was (`SalvageConversation`), and how far it had followed the relay (SYN-9).
 */
export function salvageOwnData(old: OldStore, target: SalvageTarget): OwnData {
  const { context } = target;
  let readable = false;
  for (const row of old.rows('person')) {
    readable = true;
    const person = OldPerson.safeParse(row).data;
    if (!person || person.name === null || person.display_name === null) continue;
    context.people.put({ id: person.id, name: person.name, displayName: person.display_name });
  }
  const people = createOldPeople(old, context);
  const progress = new Map<number, OldProgress>();
  for (const row of old.rows('progress')) {
    const parsed = OldProgress.safeParse(row).data;
    if (parsed) progress.set(parsed.place, parsed);
  }
  let drafts = 0;
  for (const row of old.rows('conversation')) {
    readable = true;
    const conversation = OldConversation.safeParse(row).data;
    if (!conversation) continue;
    const { place, id, last_at: at, draft } = conversation;
    const known = progress.get(place);
    const state = context.conversations.insert(
      stateOf(
        conversation,
        known,
        conversation.peer === null ? null : (people.num(conversation.peer) ?? null),
      ),
    );
    saveState(context, state);
    restoreRow(target, state.num, conversation, people.num(conversation.last_sender));
    if (conversation.archive) context.archives.setArchived(state.num, conversation.archive);
    if (draft !== '') drafts += 1;
    target.recovery.addConversation({ num: place, id, at, held: known?.held ?? [] });
  }
  if (readable) restoreFollowed(old, context);
  const before = old.lost();
  let unsent = 0;
  for (const row of old.unsent()) if (restoreUnsent(old, target, row)) unsent += 1;
  const unsentWhole = old.lost() === before;
  for (const row of old.rows('upload')) restoreUpload(target, row);
  for (const row of old.rows('channel')) restoreChannel(target, row);
  restoreAnnouncements(old, target, people);
  for (const row of old.rows('lost_message')) restoreLost(old, target, people, row);
  return { readable, unsent, unsentWhole, drafts };
}

/**
 * Everything is pulled again, from position 0; but what is taken over may be of data that the relay has not got any more. So it is told
 * how far the old file had come. Where that cannot be read, only a comparison can tell.
 */
function restoreFollowed(old: OldStore, { meta }: WriterContext): void {
  const known = OldFollowed.safeParse(old.meta()).data;
  if (known?.generation !== undefined) {
    meta.setGeneration(known.generation);
    meta.setFollowed(known.followed ?? known.position);
  }
  if (known?.comparing !== '0') meta.setComparing(true);
}

/** Puts a message back into the outbox, in its old place; false if it is there, or is none. */
export function restoreUnsent(old: OldStore, { context }: SalvageTarget, row: OldRow): boolean {
  const entry = OldUnsent.safeParse(row).data;
  if (!entry || entry.body.type === 'recalled' || entry.body.type === 'unsupported') return false;
  const id = OldConversation.shape.id.safeParse(old.row('conversation', entry.conversation)?.['id']).data;
  const state = id && context.conversations.load(id);
  if (!state || context.items.own(state.num, entry.client_id)) return false;
  const { items, index, places } = context;
  const item = places.take(entry.at);
  items.insert({
    id: item,
    conversation: state.num,
    seq: null,
    sender: 1,
    at: entry.at,
    kind: ITEM_KIND.message,
    state: entry.state,
    queued: items.nextQueued(),
    clientId: entry.client_id,
    body: JSON.stringify(entry.body),
    quote: entry.quote ?? null,
    mentionsMe: false,
    receipt: entry.receipt === 1,
  });
  if (entry.error !== null) items.fail(item, entry.error);
  index.add(item, { conversation: state.num, sender: 1, content: entry.body });
  refreshPreview(context, state.num);
  return true;
}

function restoreUpload({ context: { uploads } }: SalvageTarget, row: OldRow): void {
  const upload = OldUpload.safeParse(row).data;
  if (!upload || uploads.get(upload.file)) return;
  uploads.insert(upload.message, { ...upload, copied: upload.copied === 1 });
  if (upload.state === 2) uploads.done(upload.file);
  else if (upload.state === 1) uploads.setPaused(upload.message, true);
}

function restoreChannel({ channels }: SalvageTarget, row: OldRow): void {
  const channel = OldChannel.safeParse(row).data;
  if (!channel) return;
  if (channel.archive) channels.putArchived(channel.archive);
  else channels.put(channel);
  const progress = channels.progress(channel.id);
  if (progress) channels.setProgress({ ...progress, read: channel.read, pending: channel.pending });
}

/** At most so many letters of announcements are taken over, because the start waits for it; an archive can be imported again. */
const MAX_LETTERS = 4 * 1024 * 1024;

/** As if they came out of an archive: what runs the relay tells again, and what has ended it gives nobody any more. */
function restoreAnnouncements(old: OldStore, target: SalvageTarget, people: OldPeople): void {
  const { channels, announcements, archived } = target;
  let letters = 0;
  for (const row of old.rows('announcement')) {
    const known = OldAnnouncement.safeParse(row).data;
    const id = known && OldChannel.shape.id.safeParse(old.row('channel', known.channel)?.['id']).data;
    const progress = id && channels.progress(id);
    const sender = known && people.num(known.sender);
    const senderId = sender === undefined ? undefined : target.context.archives.personId(sender);
    const line = ArchivedAnnouncement.safeParse({ ...known?.line, sender: senderId }).data;
    if (!progress || sender === undefined || !line) continue;
    if (line.seq !== undefined && archived.here(progress.num, line.seq)) continue;
    const place = archived.insert(progress.num, sender, line);
    if (line.seq === undefined) announcements.lose(place);
    if (line.state === 'recalled') continue;
    announcements.index(place, wordTokens(line.title, line.text));
    letters += line.title.length + line.text.length;
    if (letters > MAX_LETTERS) return;
  }
}

function restoreLost(old: OldStore, { context, lost }: SalvageTarget, people: OldPeople, row: OldRow): void {
  const message = OldLost.safeParse(row).data;
  const sender = message && people.num(message.sender);
  const id =
    message && OldConversation.shape.id.safeParse(old.row('conversation', message.conversation)?.['id']).data;
  const state = id && context.conversations.load(id);
  if (!message || sender === undefined || !state) return;
  lost.keep({ ...message, conversation: state.num, sender, body: JSON.stringify(message.body) });
}

function restoreRow(
  { context }: SalvageTarget,
  num: number,
  row: OldConversation,
  sender: number | undefined,
): void {
  const { conversations, drafts } = context;
  restoreFlags(context, num, row);
  // The relay's is kept beside it if it is another one.
  if (row.draft !== '') drafts.put(row.id, { ...NO_DRAFT, text: row.draft, unsaved: true });
  const { last_text: text, last_message_at: at, last_state: state } = row;
  const preview =
    sender === undefined || text === null || at === null || state === null
      ? undefined
      : { sender, text, type: typeOf(row.last_type), at, state, error: row.last_error };
  conversations.setPreview(num, preview, row.last_at);
}

/** What the relay had been told it may have changed since; the rest is told once more. */
function restoreFlags({ flags }: WriterContext, num: number, row: OldConversation): void {
  const [pinned, muted, unread] = [row.pinned === 1, row.muted === 1, row.marked_unread === 1];
  flags.learn(num, { pinned, muted, unread, archived: row.archived === 0 ? null : row.archived });
  const bits = row.flags_pending ?? row.pinned + 2 * row.muted;
  const pending = (bit: number): boolean => (bits & bit) !== 0;
  flags.set(num, {
    ...(pending(1) ? { pinned } : {}),
    ...(pending(2) ? { muted } : {}),
    ...(pending(4) ? { archived: row.archived > 0 } : {}),
    ...(pending(8) ? { unread } : {}),
  });
}

function typeOf(type: string) {
  return PREVIEW_TYPES.find((known) => known === type) ?? 'text';
}

const PREVIEW_TYPES = [
  'text',
  'card',
  'packet',
  'file',
  'image',
  'forward',
  'recalled',
  'unsupported',
] as const;

/** Without any events: those come with the history. */
function stateOf(
  row: OldConversation,
  progress: OldProgress | undefined,
  peer: number | null,
): Omit<ConversationState, 'num'> {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    peer,
    memberCount: row.member_count,
    role: row.role,
    // With the next head, whose picture it is.
    picture: null,
    announcement: row.announcement ?? null,
    mutedUntil: row.muted_until ?? null,
    receipts: row.receipts ?? null,
    headSeq: row.head_seq,
    memberships: progress?.memberships ?? [],
    held: [],
    read: progress?.read ?? [],
    pending: progress?.pending ?? [],
    pendingUnread: progress?.pending_unread ?? 0,
    unread: row.unread,
    countedTo: progress?.counted_to ?? 0,
    readUpTo: row.read_up_to,
    mentioned: false,
    reminded: false,
    delivered: progress?.delivered ?? 0,
    deliveredReported: progress?.delivered_reported ?? 0,
    reportMessages: progress?.report_messages ?? 10,
    reportMs: progress?.report_ms ?? 1_000,
  };
}
