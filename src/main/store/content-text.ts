import { assertNever } from '../../shared/assert-never.ts';
import type { MessageContent } from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';

/**
 * The words of a message, for the search index, its marks and the preview; '' where it has none of its own. Those of a
 * forward are its messages' texts, one below the other; a file has its name, and below it its caption.
 */
export function plainText(content: MessageContent): string {
  switch (content.type) {
    case 'text':
      return content.text;
    case 'file':
    case 'image':
      return withName(content.name, content.caption ?? '');
    case 'forward':
      return content.messages.map(({ text, attachment }) => withName(attachment?.name, text)).join('\n');
    case 'card':
    case 'recalled':
    case 'unsupported':
      return '';
    default:
      return assertNever(content);
  }
}

/** A file is found by its name as well as by what was said of it. */
function withName(name: string | undefined, text: string): string {
  return name === undefined ? text : text === '' ? name : `${name}\n${text}`;
}

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
      return [];
    case 'recalled':
      return content.by === undefined ? [] : [content.by];
    case 'unsupported':
      return [];
    default:
      return assertNever(content);
  }
}
