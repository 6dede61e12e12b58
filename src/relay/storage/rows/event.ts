import type { TimelineEvent } from '../../../shared/model/event.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';

/** A stored event, its client id as `StoredId`. */
export interface EventRow<StoredId> {
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly ordinal: number;
  readonly sender: UserId;
  readonly kind: string;
  readonly clientId: StoredId | null;
  readonly at: number;
  /** As `eventBody` writes it. */
  readonly body: string;
  readonly revision: number | null;
}

/** A stored event, the bytes of its body, and the seq of what changed it last. */
export interface TimelineRow {
  readonly event: TimelineEvent;
  readonly bytes: number;
  readonly revision: number | null;
}

/** `clientId`: the row's, as the port has it. */
export function toStoredEvent(row: EventRow<unknown>, clientId: string | null): TimelineEvent {
  const { conversation, seq, ordinal, sender, kind, at, body } = row;
  const content = JSON.parse(body) as object;
  // Written by eventBody() of an event, so together they are that event again.
  return {
    conversation,
    seq,
    ordinal,
    sender,
    kind,
    at,
    ...(clientId === null ? {} : { clientId }),
    ...content,
  };
}
