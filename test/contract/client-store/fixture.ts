import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { OpenedStore } from '../../../src/main/store/open-store.ts';
import type { Store, WritableStore } from '../../../src/main/store/port.ts';
import type { StoreDelta } from '../../../src/main/store/store-delta.ts';
import type { Clock } from '../../../src/shared/clock.ts';
import type { TimelineItem } from '../../../src/shared/ipc/views.ts';
import type { ConversationHead } from '../../../src/shared/model/conversation.ts';
import type { MessageCreated, TimelineEvent } from '../../../src/shared/model/event.ts';
import type { ClientId, ConversationId, UserId } from '../../../src/shared/model/ids.ts';

export type Open = (file: string) => Promise<OpenedStore>;

/** Opens stores for tests and closes them afterwards. */
export interface Fixture {
  readonly open: Open;
  /** A new store. */
  readonly empty: () => Promise<OpenedStore>;
  /** A new store with the group `TEAM`, whose first event is held. */
  readonly team: () => Promise<Store>;
}

/** The `n`th id of a kind; as text 36 characters of a well-formed UUIDv7. */
function uuid(kind: number, n: number): string {
  return `0198${kind.toString(16).padStart(4, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

// Brands are given here as schemas would: the texts are UUIDv7.
export const userId = (n: number): UserId => uuid(1, n) as UserId;
export const conversationId = (n: number): ConversationId => uuid(2, n) as ConversationId;
export const clientId = (n: number): ClientId => uuid(3, n) as ClientId;

export const ME = userId(1);
export const ANNA = userId(2);
export const BO = userId(3);
export const TEAM = conversationId(1);

export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** A group of three that I have always been in. */
export function head(changes: Partial<ConversationHead> = {}): ConversationHead {
  return {
    id: TEAM,
    kind: 'group',
    title: 'Team',
    peer: null,
    memberCount: 3,
    memberships: [{ joined: 1, left: null }],
    role: 'member',
    headSeq: 1,
    headOrdinal: 0,
    read: [],
    unread: 0,
    report: { messages: 10, withinMs: 1_000 },
    ...changes,
  };
}

/** Sent at second `seq`; its client id is that of its seq unless told. */
export function message(
  seq: number,
  sender: UserId,
  text = `text ${seq}`,
  changes: Partial<MessageCreated> = {},
): MessageCreated {
  return {
    conversation: TEAM,
    seq,
    ordinal: seq - 1,
    sender,
    at: seq * 1_000,
    kind: 'message.created',
    clientId: clientId(seq),
    content: { type: 'text', text },
    ...changes,
  };
}

export function created(conversation = TEAM): TimelineEvent {
  return {
    conversation,
    seq: 1,
    ordinal: 0,
    sender: ANNA,
    at: 1_000,
    kind: 'conversation.created',
    title: 'Team',
    users: [ANNA, ME, BO],
  };
}

/** Anna's messages `from … to`. */
export function messages(from: number, to: number, sender = ANNA): MessageCreated[] {
  return Array.from({ length: to - from + 1 }, (_, i) => message(from + i, sender));
}

/** The text of an item; '' where it is none. */
export function wordsOf(item: TimelineItem): string {
  return item.kind === 'message' && item.content.type === 'text' ? item.content.text : '';
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'yidu-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What became of one pushed event, and what it changed. */
export async function applyPush(
  { applyPushes }: Pick<WritableStore, 'applyPushes'>,
  event: TimelineEvent,
): Promise<
  | { readonly kind: 'applied'; readonly delta: StoreDelta }
  | { readonly kind: 'duplicate' | 'gap' | 'conflict' }
> {
  const { delta, outcomes } = await applyPushes([event]);
  const [kind] = outcomes;
  if (!kind) throw new Error('a push without an outcome');
  return kind === 'applied' ? { kind, delta } : { kind };
}
