import { assertNever } from '../../shared/assert-never.ts';
import type { MessageContent } from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';

/** Whether it calls this person, or everybody, by name. */
export function mentions(content: MessageContent, user: UserId): boolean {
  return (
    content.type === 'text' && (content.mentionsAll === true || (content.mentions?.includes(user) ?? false))
  );
}

/** Whom it names, besides its sender. */
export function peopleInContent(content: MessageContent): readonly UserId[] {
  switch (content.type) {
    case 'text':
      return content.mentions ?? [];
    case 'forward':
      return content.messages.map(({ sender }) => sender);
    case 'card':
      return [content.user];
    case 'file':
    case 'image':
    case 'packet':
      return [];
    case 'recalled':
      return content.by === undefined ? [] : [content.by];
    case 'unsupported':
      return [];
    default:
      return assertNever(content);
  }
}
