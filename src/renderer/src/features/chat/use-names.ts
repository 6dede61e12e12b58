import type { UserId } from '../../../../shared/model/ids.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useAccount } from '../../stores/account.ts';
import { usePeople } from '../../stores/people.ts';
import { useNameOf } from '../contacts/use-name-of.ts';

/** What people are called in what is said of them; I am “you”. */
export interface Names {
  /** Where a sentence or a line begins. */
  readonly nameOf: (id: UserId) => string;
  /** Anywhere else: languages with capital letters write “you” otherwise there. */
  readonly nameWithin: (id: UserId) => string;
}

/** The names of those who are known by now. */
export function useNames(): Names {
  const { t } = useTexts();
  const account = useAccount();
  const people = usePeople();
  const nameOf = useNameOf();
  return {
    nameOf: (id) => (id === account.me?.id ? t('common.you') : nameOf(id)),
    nameWithin: (id) =>
      id === account.me?.id ? t('common.you.within') : people.nameOf(id) || t('common.someone.within'),
  };
}
