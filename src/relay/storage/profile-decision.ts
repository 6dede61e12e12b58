import type { Person } from '../../shared/model/person.ts';
import type { ProfileChange } from './profile-port.ts';

/** What of a change is news, the same for every adapter; what is so already is absent. */
export function changesOf(
  before: Person,
  { displayName, picture }: ProfileChange,
): Pick<ProfileChange, 'displayName' | 'picture'> {
  const hasIt = picture === undefined || (before.picture ?? null) === (picture?.id ?? null);
  return {
    ...(displayName === undefined || displayName === before.displayName ? {} : { displayName }),
    ...(hasIt ? {} : { picture }),
  };
}
