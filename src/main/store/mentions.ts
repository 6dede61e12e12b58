import type { MessageContent } from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';

/** Whether it calls this person, or everybody, by name. */
export function mentions(content: MessageContent, user: UserId): boolean {
  return (
    content.type === 'text' && (content.mentionsAll === true || (content.mentions?.includes(user) ?? false))
  );
}
