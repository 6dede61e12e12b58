import type { ErrorCode } from '../../shared/errors.ts';
import type { NoticeItem, SendState, TimelineItem } from '../../shared/ipc/views.ts';
import type { MessageContent } from '../../shared/model/event.ts';
import type { ClientId, ConversationId, UserId } from '../../shared/model/ids.ts';
import { type RangeSet, rangeSetHas } from '../../shared/model/range-set.ts';
import { ME } from './queries/person-queries.ts';
import { toReactions } from './reactions.ts';
import { bytesToUuid } from './uuid-bytes.ts';

/** How the stored body of a message begins whose content this client was not given. */
export const UNSUPPORTED_BODY = '{"type":"unsupported"';

/** Values of `item.kind`. */
export const ITEM_KIND = { message: 0, notice: 1 } as const;
/** Values of `item.state`. */
export const ITEM_STATE = { sent: 0, sending: 1, failed: 2 } as const;

/** What a message says, of the `body` of its row: it is what the writer stored after the protocol's schemas had passed it. */
export function storedContent(body: string): MessageContent {
  return JSON.parse(body) as MessageContent;
}

/** A row of `item` joined with its sender and conversation. */
export interface ItemRow {
  readonly id: number;
  readonly conversation: ConversationId;
  /** Row of the conversation. */
  readonly conversationNum: number;
  readonly seq: number | null;
  readonly sender: number;
  readonly senderId: UserId;
  readonly at: number;
  readonly kind: number;
  readonly state: number;
  readonly error: ErrorCode | null;
  readonly unread: number | null;
  readonly receivers: number | null;
  readonly clientId: Buffer | null;
  readonly body: string;
  readonly edited: number;
  readonly pinned: number;
  readonly mentionsMe: number;
  /** JSON of the rows of `reaction`. */
  readonly reactions: string;
  readonly quote: number | null;
  /** 0: none are kept of it, or its sender wants none. */
  readonly receipt: number;
  /** What a message of the outbox waits for. */
  readonly upload: 'waiting' | 'paused' | 'done' | null;
  /** Of the quoted message, if it is on disk. */
  readonly quoteSender: UserId | null;
  readonly quoteBody: string | null;
}

/** What makes the key of an item. */
export type ItemKeyParts = Pick<ItemRow, 'kind' | 'sender' | 'seq' | 'clientId'>;

export type ItemKey =
  { readonly by: 'seq'; readonly seq: number } | { readonly by: 'client-id'; readonly clientId: ClientId };

/**
 * My message goes by its client id, which it has from the start; everything else by its seq, which it always has. So
 * nobody's choice of ids can make two items the same.
 */
export function itemKey(row: ItemKeyParts): string {
  return row.kind === ITEM_KIND.message && row.sender === ME && row.clientId
    ? bytesToUuid(row.clientId)
    : `#${row.seq ?? 0}`;
}

export function parseItemKey(key: string): ItemKey {
  return key.startsWith('#')
    ? { by: 'seq', seq: Number(key.slice(1)) }
    : { by: 'client-id', clientId: key as ClientId };
}

export function sendStateOf(
  state: number,
  error: ErrorCode | null,
  upload: ItemRow['upload'] = null,
): SendState {
  if (state === ITEM_STATE.sending) {
    return upload === null || upload === 'done' ? { kind: 'sending' } : { kind: 'sending', upload };
  }
  return state === ITEM_STATE.failed ? { kind: 'failed', error: error ?? 'internal' } : { kind: 'sent' };
}

/** The row as views show it; `read`: all that I have read in its conversation. */
export function toItem(row: ItemRow, read: RangeSet): TimelineItem {
  const common = {
    key: itemKey(row),
    conversation: row.conversation,
    seq: row.seq,
    sender: row.senderId,
    at: row.at,
  };
  // Bodies and client ids are parsed as the writer stored them, after the protocol's schemas had passed them.
  if (row.kind === ITEM_KIND.notice)
    return { ...common, kind: 'notice', notice: JSON.parse(row.body) as NoticeItem['notice'] };
  const mine = row.sender === ME;
  return {
    ...common,
    kind: 'message',
    clientId: bytesToUuid(row.clientId ?? Buffer.alloc(16)) as ClientId,
    mine,
    content: storedContent(row.body),
    state: sendStateOf(row.state, row.error, row.upload),
    receipt:
      row.unread === null || row.receivers === null ? null : { unread: row.unread, receivers: row.receivers },
    receiptKept: row.receipt === 1,
    read: mine || (row.seq !== null && rangeSetHas(read, row.seq)),
    edited: row.edited === 1,
    pinned: row.pinned === 1,
    reactions: toReactions(row.reactions),
    quote:
      row.quote === null
        ? null
        : {
            seq: row.quote,
            sender: row.quoteSender,
            content: row.quoteBody === null ? null : storedContent(row.quoteBody),
          },
    mentionsMe: row.mentionsMe === 1,
  };
}
