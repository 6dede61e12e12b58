import type { TextContent } from '../../shared/model/event.ts';
import type { ClientId, ConversationId } from '../../shared/model/ids.ts';

/**
 * What is asked to be done with messages that are there. Whether it may be done, and whether it changes anything, is decided
 * inside the write that does it, so that of two racing changes the later one meets what the earlier one left.
 */
export type NewMessageChange =
  | {
      readonly kind: 'message.edited';
      readonly target: number;
      readonly content: TextContent;
      readonly window: ChangeWindow;
    }
  | { readonly kind: 'message.recalled'; readonly target: number; readonly window: ChangeWindow }
  | { readonly kind: 'reaction.added' | 'reaction.removed'; readonly target: number; readonly emoji: string }
  | { readonly kind: 'message.pinned' | 'message.unpinned'; readonly target: number };

/** Copies of messages that the sender may see, to become one message; the storage reads them inside the write. */
export interface NewForward {
  readonly kind: 'message.forwarded';
  readonly clientId: ClientId;
  readonly from: ConversationId;
  readonly seqs: readonly number[];
}

/** A sender may change what was sent after this time; `null`: nothing. */
export type ChangeWindow = { readonly sentAfter: number } | null;
