import type { NoticeItem, TimelineItem } from '../../../../shared/ipc/views.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { Texts } from '../../i18n/use-texts.ts';

/** The event by which I am no member any more, if it is among these items. */
export function partingOf(items: readonly TimelineItem[], me: UserId | undefined): NoticeItem | undefined {
  return items.findLast((item): item is NoticeItem => {
    if (item.kind !== 'notice') return false;
    const { notice } = item;
    if (notice.type === 'dissolved') return true;
    if (notice.type === 'left') return item.sender === me;
    return notice.type === 'removed' && me !== undefined && notice.users.includes(me);
  });
}

/** Why one can no longer write, in words. */
export function goneText(
  parting: NoticeItem | undefined,
  nameOf: (id: UserId) => string,
  { t }: Pick<Texts, 't'>,
): string {
  const name = parting ? nameOf(parting.sender) : '';
  const how = parting?.notice.type;
  if (parting?.notice.type === 'dissolved') {
    return parting.notice.administrator
      ? t('composer.gone.dissolved.administrator')
      : t('composer.gone.dissolved', { name });
  }
  if (how === 'removed') return t('composer.gone.removed', { name });
  return how === 'left' ? t('composer.gone.left') : t('composer.gone');
}
