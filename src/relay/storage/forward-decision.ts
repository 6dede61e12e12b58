import {
  MAX_FORWARD_BYTES,
  MAX_FORWARDED,
  type MessageContent,
  type MessageCreated,
} from '../../shared/model/event.ts';
import type { AppendDecision, AppendFacts } from './append-facts.ts';
import type { NewForward } from './message-change.ts';

type Forwarded = Extract<MessageContent, { readonly type: 'forward' }>['messages'];

/**
 * Copies the messages as they are at the moment of the write (MSG-10): one that was recalled a moment before is refused, not
 * copied.
 */
export function decideForward({ clientId, from, seqs }: NewForward, facts: AppendFacts): AppendDecision {
  const messages: Forwarded = [];
  for (const [index, seq] of seqs.entries()) {
    const message = facts.source(from, seq);
    if (!message) return { kind: 'answer', outcome: { kind: 'no-message' } };
    const copies = copiesOf(message);
    if (copies.length === 0) return { kind: 'answer', outcome: { kind: 'not-forwardable', index } };
    messages.push(...copies);
  }
  const bytes = messages.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (messages.length > MAX_FORWARDED || bytes > MAX_FORWARD_BYTES) {
    return { kind: 'answer', outcome: { kind: 'too-many' } };
  }
  return {
    kind: 'store',
    change: { kind: 'message.created', clientId, content: { type: 'forward', messages } },
  };
}

function copiesOf({ sender, at, content }: MessageCreated): Forwarded {
  if (content.type === 'text') return [{ sender, at, text: content.text }];
  if (content.type === 'file' || content.type === 'image') {
    const { caption, ...attachment } = content;
    return [{ sender, at, text: caption ?? '', attachment }];
  }
  return content.type === 'forward' ? content.messages : [];
}
