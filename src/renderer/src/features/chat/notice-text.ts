import { assertNever } from '../../../../shared/assert-never.ts';
import type { NoticeItem } from '../../../../shared/ipc/views.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { Texts } from '../../i18n/use-texts.ts';
import type { Names } from './use-names.ts';

const MAX_NAMES = 3;

/** People a notice speaks of and whose names it needs. */
export function peopleOfNotice(item: NoticeItem): UserId[] {
  const { notice } = item;
  if (notice.type === 'added' || notice.type === 'removed') {
    return [item.sender, ...notice.users.slice(0, MAX_NAMES)];
  }
  return notice.type === 'role' || notice.type === 'muted' ? [item.sender, notice.user] : [item.sender];
}

/** Words a notice. At most three names are listed, the rest is counted. */
export function noticeText(item: NoticeItem, names: Names, texts: Texts): string {
  const { notice } = item;
  // Whoever did it comes first in every notice.
  const name = names.nameOf(item.sender);
  const list = (users: readonly UserId[]): string => {
    const listed = new Intl.ListFormat(texts.locale.value, {
      type: users.length > MAX_NAMES ? 'unit' : 'conjunction',
    }).format(users.slice(0, MAX_NAMES).map(names.nameWithin));
    const others = users.length - MAX_NAMES;
    return others > 0 ? texts.tn('notice.more', others, { people: listed }) : listed;
  };
  switch (notice.type) {
    case 'created':
      return texts.t('notice.created', { name });
    case 'renamed':
      return texts.t('notice.renamed', { name, title: notice.title });
    case 'pictured':
      return texts.t(notice.removed ? 'notice.pictureRemoved' : 'notice.pictured', { name });
    case 'added':
      return texts.t('notice.added', { name, people: list(notice.users) });
    case 'removed':
      return texts.t('notice.removed', { name, people: list(notice.users) });
    case 'left':
      return texts.t('notice.left', { name });
    case 'role':
      return texts.t(`notice.role.${notice.role}`, { name, person: names.nameWithin(notice.user) });
    case 'muted':
      return notice.until === null
        ? texts.t('notice.unmuted', { name, person: names.nameWithin(notice.user) })
        : texts.t('notice.muted', { name, person: names.nameWithin(notice.user) });
    case 'announced':
      return notice.text === null
        ? texts.t('notice.announcementRemoved', { name })
        : texts.t('notice.announced', { name, text: notice.text });
    case 'dissolved':
      return notice.administrator
        ? texts.t('notice.dissolved.administrator')
        : texts.t('notice.dissolved', { name });
    case 'receipts':
      return texts.t(`notice.receipts.${notice.policy}`, { name });
    case 'reminded':
      return texts.t('notice.reminded', { name });
    case 'unsupported':
      return texts.t('notice.unsupported');
    default:
      return assertNever(notice);
  }
}
