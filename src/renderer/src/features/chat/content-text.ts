import { assertNever } from '../../../../shared/assert-never.ts';
import type { MessageItem } from '../../../../shared/ipc/views.ts';
import type { MessageContent } from '../../../../shared/model/event.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import { peopleInContent } from '../../../../shared/model/people-in-content.ts';
import type { Texts } from '../../i18n/use-texts.ts';
import { withoutMarks } from './formatted-text.ts';
import type { Names } from './use-names.ts';

/** A message in words, where only words fit: quotes, the pin board, announcements. */
export function contentText(
  content: MessageContent,
  names: Pick<Names, 'nameWithin'>,
  texts: Pick<Texts, 't' | 'tn'>,
): string {
  switch (content.type) {
    case 'text':
      return withoutMarks(content.text);
    case 'card':
      return texts.t('content.card', { name: names.nameWithin(content.user) });
    case 'packet':
      return texts.t('content.packet', { greeting: content.greeting ?? texts.t('packet.greeting') });
    case 'file':
    case 'image': {
      const kind =
        content.type === 'file' ? texts.t('content.file', { name: content.name }) : texts.t('content.image');
      return content.caption === undefined ? kind : `${kind} ${withoutMarks(content.caption)}`;
    }
    case 'forward': {
      const [first] = content.messages;
      return content.messages.length === 1 && first
        ? texts.t('content.forwarded', { text: withoutMarks(first.text) || (first.attachment?.name ?? '') })
        : texts.tn('content.forwards', content.messages.length);
    }
    case 'recalled':
      return texts.t('content.recalled');
    case 'unsupported':
      return texts.t('notice.unsupported');
    default:
      return assertNever(content);
  }
}

/** People whose names a message needs. */
export function peopleOfMessage(item: MessageItem): UserId[] {
  const quoted = item.quote?.sender;
  const content = item.quote?.content;
  return [
    item.sender,
    ...peopleInContent(item.content),
    ...(quoted ? [quoted] : []),
    ...(content ? peopleInContent(content) : []),
  ];
}

/** Whether there is something in it to be passed on. */
export function isForwardable(content: MessageContent): boolean {
  return copyableText(content) !== null || content.type === 'file' || content.type === 'image';
}

/** What the clipboard gets; `null`: there are no words in it. */
export function copyableText(content: MessageContent): string | null {
  if (content.type === 'text') return content.text;
  if (content.type === 'file' || content.type === 'image') return content.caption ?? null;
  if (content.type === 'forward') return content.messages.map((message) => message.text).join('\n');
  return null;
}
