import type { UserId } from '../../../../shared/model/ids.ts';
import type { Texts } from '../../i18n/use-texts.ts';

/** Who is writing, in words; '' when nobody is. Beyond two people they are counted. */
export function typingText(
  typing: readonly UserId[],
  nameOf: (id: UserId) => string,
  kind: 'direct' | 'group',
  { t, tn }: Pick<Texts, 't' | 'tn'>,
): string {
  const [first, second] = typing;
  if (first === undefined) return '';
  if (kind === 'direct') return t('typing.direct');
  if (second === undefined) return t('typing.one', { name: nameOf(first) });
  return typing.length === 2
    ? t('typing.two', { first: nameOf(first), second: nameOf(second) })
    : tn('typing.many', typing.length);
}
