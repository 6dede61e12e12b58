import type { ConversationHead } from '../../shared/model/conversation.ts';

const FULL_SPEED_MEMBERS = 100;
const SLOWEST_MEMBERS = 400;
const MESSAGES = 10;
const MS_PER_MESSAGE = 100;

/**
 * How members batch their reports (RCP-9): every 10 messages or 1 s up to 100 members, growing evenly to 40 messages or 4 s
 * at 400 members and more, so that the reports of a large group do not outgrow its messages.
 */
export function reportPacing(memberCount: number): ConversationHead['report'] {
  const counted = Math.min(Math.max(memberCount, FULL_SPEED_MEMBERS), SLOWEST_MEMBERS);
  const messages = Math.round((MESSAGES * counted) / FULL_SPEED_MEMBERS);
  return { messages, withinMs: messages * MS_PER_MESSAGE };
}
