import type { MemberRole } from '../../shared/model/conversation.ts';
import type { MessageContent, TextContent } from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { mayMentionAll } from '../../shared/model/rights.ts';
import type { AppendDecision, AppendFacts } from './append-facts.ts';
import { admitAttachment } from './attachment-decision.ts';
import type { NewEvent } from './timeline-port.ts';

type NewMessage = Extract<NewEvent, { readonly kind: 'message.created' }>;

/** The rules of a new message: what it quotes, whom it calls, whose card it is (MSG-7 to MSG-9, FIL-6). */
export function decideMessage(event: NewMessage, role: MemberRole, facts: AppendFacts): AppendDecision {
  const { quote, ...message } = event;
  if (quote !== undefined && !facts.message(quote))
    return { kind: 'answer', outcome: { kind: 'no-message' } };
  const content = admitContent(event.content, role, facts);
  if ('refused' in content) return { kind: 'answer', outcome: { kind: content.refused } };
  return {
    kind: 'store',
    change: { ...message, content: content.admitted, ...(quote === undefined ? {} : { quote }) },
  };
}

type Admitted<C> =
  | { readonly admitted: C }
  | { readonly refused: 'forbidden' | 'no-person' | 'no-file' | 'no-image' | 'few-points' };

function admitContent(
  content: MessageContent,
  role: MemberRole,
  facts: AppendFacts,
): Admitted<MessageContent> {
  if (content.type === 'text') return admitText(content, role, facts);
  if (content.type === 'file' || content.type === 'image') return admitAttachment(content, facts);
  if (content.type === 'packet') {
    if (facts.conversationKind !== 'group') return { refused: 'forbidden' };
    return content.points > facts.points() ? { refused: 'few-points' } : { admitted: content };
  }
  if (content.type === 'card' && !facts.hasAccount(content.user)) return { refused: 'no-person' };
  return { admitted: content };
}

/** A text with its mentions cut to present members (MSG-8); refused where the sender may not call everybody. */
export function admitText(
  content: TextContent,
  role: MemberRole,
  facts: Pick<AppendFacts, 'memberCount' | 'isMember'>,
): { readonly admitted: TextContent } | { readonly refused: 'forbidden' } {
  if (content.mentionsAll && !mayMentionAll(role, facts.memberCount)) return { refused: 'forbidden' };
  const { mentions, ...text } = content;
  const called = new Set<UserId>(mentions);
  const present = [...called].filter((user) => facts.isMember(user));
  return { admitted: present.length > 0 ? { ...text, mentions: present } : text };
}
