import type { ConversationHead } from '../../shared/model/conversation.ts';

const FULL_SPEED_MEMBERS = 50;
const EVEN_MEMBERS = 200;
const MESSAGES = 10;
const MOST_MESSAGES = 200;
const MS_PER_MESSAGE = 100;

/**
 * How members batch their reports (RCP-9): every 10 messages or 1 s up to 50 members, growing evenly to 40 messages or 4 s at
 * 200 members, so that a message costs the same number of reports; from there with the square root of their number, because
 * senders would wait too long otherwise, to 200 messages or 20 s at 5,000 members and more.
 */
export function reportPacing(memberCount: number): ConversationHead['report'] {
  const even = Math.max(memberCount, FULL_SPEED_MEMBERS) / FULL_SPEED_MEMBERS;
  const slower = Math.sqrt(Math.max(1, memberCount / EVEN_MEMBERS)) * (EVEN_MEMBERS / FULL_SPEED_MEMBERS);
  const messages = Math.min(MOST_MESSAGES, Math.round(MESSAGES * Math.min(even, slower)));
  return { messages, withinMs: messages * MS_PER_MESSAGE };
}
