import { assertNever } from '../../../../shared/assert-never.ts';
import { filesOfContent } from '../../../../shared/model/event.ts';
import type { ErrorCode } from '../../../../shared/errors.ts';
import type { ConversationRow, MessageItem } from '../../../../shared/ipc/views.ts';

/** Why it was not sent, as far as the user can do something about it. */
export type FailureCause = 'gone' | 'muted' | 'source' | 'large' | 'type' | 'quota' | 'lost' | 'other';

/** What the sender sees under a message of theirs. */
export type MessageStatus =
  | { readonly kind: 'sending' }
  /** Stored by the relay; who has read it is not known yet, or there is nobody to read it. */
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly because: FailureCause }
  /** Stored, and nobody is told who reads it. */
  | { readonly kind: 'no-receipt' }
  | { readonly kind: 'unread' }
  | { readonly kind: 'read' }
  | { readonly kind: 'some-unread'; readonly unread: number }
  | { readonly kind: 'all-read' };

export function messageStatus(item: MessageItem, row: Pick<ConversationRow, 'kind' | 'role'>): MessageStatus {
  switch (item.state.kind) {
    case 'sending':
      return { kind: 'sending' };
    case 'failed':
      return { kind: 'failed', because: refusal(item, item.state.error, row.role) };
    case 'sent': {
      if (!item.receiptKept) return { kind: 'no-receipt' };
      if (!item.receipt || item.receipt.receivers === 0) return { kind: 'sent' };
      const { unread } = item.receipt;
      if (row.kind === 'direct') return { kind: unread > 0 ? 'unread' : 'read' };
      return unread > 0 ? { kind: 'some-unread', unread } : { kind: 'all-read' };
    }
    default:
      return assertNever(item.state);
  }
}

/**
 * A member whose message is refused is muted (MEM-11); anybody else is no member any more. What the relay does not find of a
 * member's message is its file.
 */
function refusal({ content }: MessageItem, error: ErrorCode, role: ConversationRow['role']): FailureCause {
  if (error === 'source_missing' || error === 'source_changed') return 'source';
  if (error === 'too_large') return 'large';
  if (error === 'type_not_allowed') return 'type';
  if (error === 'quota_exceeded') return 'quota';
  if (error === 'lost') return 'lost';
  if (error === 'not_found' && role !== null && filesOfContent(content).length > 0) return 'source';
  if (error !== 'forbidden' && error !== 'not_found') return 'other';
  return role === null || error === 'not_found' ? 'gone' : 'muted';
}
