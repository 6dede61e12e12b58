import { isMessage, type MessageContent, type TimelineEvent } from '../../src/shared/model/event.ts';

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a in 30 bits, never 0: small enough for V8 to keep it without a box. */
function hash(text: string): number {
  let sum = OFFSET;
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), PRIME);
  return (sum >>> 2) & 0x3fffffff || 1;
}

/** Of what never changes in an event; equal events have equal outlines. */
export function outlineOf(event: TimelineEvent): number {
  const parts: unknown[] = [event.seq, event.ordinal, event.kind, event.sender, event.at];
  if (isMessage(event)) parts.push(event.clientId);
  if ('target' in event) parts.push(event.target);
  if ('users' in event) parts.push(event.users);
  if ('emoji' in event) parts.push(event.emoji);
  return hash(parts.map(String).join('|'));
}

/** Of what a message says. */
export function contentOf(content: MessageContent): number {
  return hash(content.type === 'text' ? `text ${content.text}` : content.type);
}

/** Of a message that was recalled. */
export const RECALLED = contentOf({ type: 'recalled' });
