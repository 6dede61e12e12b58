import { ConversationTitle, DisplayName } from '../../../shared/model/person.ts';
import type { TextKey } from './en.ts';

/** What is wrong with a name for a conversation, a channel or a relay; `null`: nothing. */
export function titleProblem(title: string): TextKey | null {
  if (title.trim() === '') return 'field.required';
  return ConversationTitle.safeParse(title).success ? null : 'field.title';
}

/** What is wrong with a name that a person is to be shown by; `null`: nothing. */
export function displayNameProblem(name: string): TextKey | null {
  if (name.trim() === '') return 'field.required';
  return DisplayName.safeParse(name).success ? null : 'field.displayName';
}
