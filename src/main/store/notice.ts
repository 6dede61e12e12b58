import type { NoticeItem } from '../../shared/ipc/views.ts';
import type { KnownEvent, TimelineEvent } from '../../shared/model/event.ts';
import { EVENT_KINDS } from '../../shared/model/event.ts';
import type { UserId } from '../../shared/model/ids.ts';
import { assertNever } from '../../shared/assert-never.ts';

export type Notice = NoticeItem['notice'];

/** Whether this code knows what the event means. */
function isKnown(event: TimelineEvent): event is KnownEvent {
  return (EVENT_KINDS as readonly string[]).includes(event.kind);
}

/** The line that an event other than a message shows as. */
export function noticeOf(event: TimelineEvent): Notice {
  // A message only gets here when it cannot be shown as one.
  if (!isKnown(event) || event.kind === 'message.created') return { type: 'unsupported' };
  switch (event.kind) {
    case 'conversation.created':
      return { type: 'created' };
    case 'conversation.renamed':
      return { type: 'renamed', title: event.title };
    case 'member.added':
      return { type: 'added', users: event.users };
    case 'member.removed':
      return event.users.length === 1 && event.users[0] === event.sender
        ? { type: 'left' }
        : { type: 'removed', users: event.users };
    default:
      return assertNever(event);
  }
}

/** Whom a notice names. */
export function peopleIn(notice: Notice): readonly UserId[] {
  return notice.type === 'added' || notice.type === 'removed' ? notice.users : [];
}
