import { ConversationId } from '../../../shared/model/ids.ts';

/** The conversation that this window was opened for; `null`: it is the main window. */
export const ownConversation: ConversationId | null = fromAddress(window.location.search);

function fromAddress(search: string): ConversationId | null {
  const named = ConversationId.safeParse(new URLSearchParams(search).get('conversation'));
  return named.success ? named.data : null;
}
