import { assertNever } from '../assert-never.ts';
import type { MessageContent } from './event.ts';

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
    case 'packet':
      return content.greeting ?? '';
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
