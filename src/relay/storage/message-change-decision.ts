import { assertNever } from '../../shared/assert-never.ts';
import type { MemberRole } from '../../shared/model/conversation.ts';
import {
  MAX_EMOJI,
  MAX_EMOJI_OF_PERSON,
  MAX_PINS,
  type MessageCreated,
  type TextContent,
} from '../../shared/model/event.ts';
import { mayAct } from '../../shared/model/rights.ts';
import type { AppendDecision, AppendFacts } from './append-facts.ts';
import type { EventChange } from './event-body.ts';
import type { ChangeWindow, NewMessageChange } from './message-change.ts';
import { admitText } from './message-decision.ts';
import type { AppendRequest } from './timeline-port.ts';

/** The rules of changing a message (MSG-2 to MSG-6). */
export function decideChange(
  request: AppendRequest,
  change: NewMessageChange,
  role: MemberRole,
  facts: AppendFacts,
): AppendDecision {
  const message = facts.message(change.target);
  if (!message) return answer('no-message');
  const recalled = message.content.type === 'recalled';
  const { target } = change;
  const mine = message.sender === request.sender;
  switch (change.kind) {
    case 'message.recalled': {
      const may =
        mayAct(facts.conversationKind, 'recallOthers', role) ||
        (mine && (recalled || isWithin(message, change.window)));
      if (!may) return answer('forbidden');
      return recalled ? answer('unchanged') : store({ kind: change.kind, target });
    }
    case 'message.edited': {
      if (!mine || message.content.type !== 'text' || !isWithin(message, change.window))
        return answer('forbidden');
      const content = admitText(change.content, role, facts);
      if ('refused' in content) return answer(content.refused);
      if (sameText(message.content, content.admitted)) return answer('unchanged');
      return store({ kind: change.kind, target, content: content.admitted });
    }
    case 'reaction.added':
    case 'reaction.removed':
      if (recalled) return answer('forbidden');
      return decideReaction(change.kind, target, change.emoji, facts);
    case 'message.pinned':
      if (recalled) return answer('forbidden');
      if (facts.isPinned(target)) return answer('unchanged');
      return facts.pinCount() < MAX_PINS ? store({ kind: change.kind, target }) : answer('too-many');
    case 'message.unpinned':
      return facts.isPinned(target) ? store({ kind: change.kind, target }) : answer('unchanged');
    default:
      return assertNever(change);
  }
}

function decideReaction(
  kind: 'reaction.added' | 'reaction.removed',
  target: number,
  emoji: string,
  facts: AppendFacts,
): AppendDecision {
  const reactions = facts.reactions(target, emoji);
  if (reactions.mine === (kind === 'reaction.added')) return answer('unchanged');
  const full = reactions.own >= MAX_EMOJI_OF_PERSON || (!reactions.there && reactions.emoji >= MAX_EMOJI);
  if (kind === 'reaction.added' && full) return answer('too-many');
  return store({ kind, target, emoji });
}

function isWithin({ at }: MessageCreated, window: ChangeWindow): boolean {
  return window !== null && at > window.sentAfter;
}

function sameText(a: TextContent, b: TextContent): boolean {
  return (
    a.text === b.text &&
    a.mentionsAll === b.mentionsAll &&
    (a.mentions ?? []).join() === (b.mentions ?? []).join()
  );
}

function answer(kind: 'no-message' | 'forbidden' | 'unchanged' | 'too-many'): AppendDecision {
  return { kind: 'answer', outcome: { kind } };
}

function store(change: EventChange): AppendDecision {
  return { kind: 'store', change };
}
