import { assertNever } from '../assert-never.ts';
import type { MessageContent } from './event.ts';
import type { UserId } from './ids.ts';

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
