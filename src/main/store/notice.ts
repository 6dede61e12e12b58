import type { NoticeItem } from '../../shared/ipc/views.ts';
import { isKnown, type TimelineEvent } from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { isChange } from './change-event.ts';

export type Notice = NoticeItem['notice'];

/** The line that an event other than a message or a change of one shows as. */
export function noticeOf(event: TimelineEvent): Notice {
  // A message only gets here when it cannot be shown as one.
  if (!isKnown(event) || event.kind === 'message.created' || isChange(event)) return { type: 'unsupported' };
  switch (event.kind) {
    case 'conversation.created':
      return { type: 'created' };
    case 'conversation.renamed':
      return { type: 'renamed', title: event.title };
    case 'conversation.pictureChanged':
      return { type: 'pictured', removed: event.picture === null };
    case 'member.added':
      return { type: 'added', users: event.users };
    case 'member.removed':
      return event.users.length === 1 && event.users[0] === event.sender
        ? { type: 'left' }
        : { type: 'removed', users: event.users };
    case 'member.roleChanged':
      return { type: 'role', user: event.user, role: event.role };
    case 'member.muted':
      return { type: 'muted', user: event.user, until: event.until };
    case 'conversation.announced':
      return { type: 'announced', text: event.text };
    case 'conversation.dissolved':
      return event.administrator ? { type: 'dissolved', administrator: true } : { type: 'dissolved' };
    case 'conversation.receiptsChanged':
      return { type: 'receipts', policy: event.policy };
    case 'message.reminded':
      return { type: 'reminded', seq: event.target };
    default:
      return assertNever(event);
  }
}

/** Whom a notice names. */
export function peopleIn(notice: Notice): readonly UserId[] {
  if (notice.type === 'added' || notice.type === 'removed') return notice.users;
  return notice.type === 'role' || notice.type === 'muted' ? [notice.user] : [];
}
