import type { RecalledContent } from '../../../../shared/model/event.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { Texts } from '../../i18n/use-texts.ts';

/** Who recalled whose message, in words. `nameOf` names anybody but me. */
export function recalledText(
  item: { readonly mine: boolean; readonly sender: UserId; readonly content: RecalledContent },
  me: UserId | undefined,
  nameOf: (id: UserId) => string,
  { t }: Pick<Texts, 't'>,
): string {
  const { by } = item.content;
  if (by === undefined) {
    return item.mine ? t('recalled.mine') : t('recalled.theirs', { name: nameOf(item.sender) });
  }
  if (by === me) return t('recalled.byMe', { name: nameOf(item.sender) });
  return item.mine
    ? t('recalled.mineByOther', { admin: nameOf(by) })
    : t('recalled.byOther', { admin: nameOf(by), name: nameOf(item.sender) });
}
