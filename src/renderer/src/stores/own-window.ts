import { ConversationId } from '../../../shared/model/ids.ts';

/** The conversation that this window was opened for; `null`: it is the main window. */
export function ownConversation(): ConversationId | null {
  const named = ConversationId.safeParse(new URLSearchParams(window.location.search).get('conversation'));
  return named.success ? named.data : null;
}
