import { assertNever } from '../../../../shared/assert-never.ts';
import type { MessageItem } from '../../../../shared/ipc/views.ts';
import type { ConversationKind } from '../../../../shared/model/conversation.ts';

/** What the sender sees under a message of theirs. */
export type MessageStatus =
  | { readonly kind: 'sending' }
  /** Stored by the relay; who has read it is not known yet, or there is nobody to read it. */
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly forbidden: boolean }
  | { readonly kind: 'unread' }
  | { readonly kind: 'read' }
  | { readonly kind: 'some-unread'; readonly unread: number }
  | { readonly kind: 'all-read' };

export function messageStatus(item: MessageItem, conversation: ConversationKind): MessageStatus {
  switch (item.state.kind) {
    case 'sending':
      return { kind: 'sending' };
    case 'failed':
      return {
        kind: 'failed',
        forbidden: item.state.error === 'forbidden' || item.state.error === 'not_found',
      };
    case 'sent': {
      if (!item.receipt || item.receipt.receivers === 0) return { kind: 'sent' };
      const { unread } = item.receipt;
      if (conversation === 'direct') return { kind: unread > 0 ? 'unread' : 'read' };
      return unread > 0 ? { kind: 'some-unread', unread } : { kind: 'all-read' };
    }
    default:
      return assertNever(item.state);
  }
}
