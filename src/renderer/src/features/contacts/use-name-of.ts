import type { UserId } from '../../../../shared/model/ids.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { usePeople } from '../../stores/people.ts';

/** What people are called: “someone” for as long as nobody knows. Whoever shows names asks for them (`people.ensure`). */
export function useNameOf(): (user: UserId) => string {
  const { t } = useTexts();
  const people = usePeople();
  return (user) => people.nameOf(user) || t('common.someone');
}
