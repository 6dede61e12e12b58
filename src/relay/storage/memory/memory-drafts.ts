import type { Draft } from '../../../shared/model/draft.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { decideDraft, type StoredDraft } from '../draft-decision.ts';
import type { DraftOutcome, DraftRequest } from '../draft-port.ts';
import type { StoredChange } from '../node-port.ts';
import type { MemoryConversation } from './memory-conversation.ts';

/** What people are writing, in plain objects. */
export class MemoryDrafts {
  readonly #byUser = new Map<UserId, Map<ConversationId, StoredDraft>>();

  save(
    request: DraftRequest,
    conversation: MemoryConversation | undefined,
    nextPosition: () => number,
  ): DraftOutcome {
    const own = this.#byUser.get(request.user) ?? new Map<ConversationId, StoredDraft>();
    const member = conversation?.members.get(request.user);
    const decision = decideDraft(request, {
      stored: own.get(request.conversation),
      member: member ? (member.role === null ? 'former' : 'present') : 'never',
      others: () => {
        const texts = [...own].flatMap(([id, { text }]) =>
          id === request.conversation || text === '' ? [] : [text],
        );
        return { count: texts.length, units: texts.reduce((sum, text) => sum + text.length, 0) };
      },
    });
    if (decision !== 'write') return decision;
    const { text, device } = request;
    const revision = nextPosition();
    own.set(request.conversation, { text, device, revision });
    this.#byUser.set(request.user, own);
    return { kind: 'saved', revision, changed: true };
  }

  since(user: UserId, position: number, limit: number): Draft[] {
    return [...(this.#byUser.get(user) ?? [])]
      .map(([conversation, { text, revision }]) => ({ conversation, text, revision }))
      .filter(({ revision }) => revision > position)
      .sort((a, b) => a.revision - b.revision)
      .slice(0, limit);
  }

  changes(): StoredChange[] {
    return [...this.#byUser].flatMap(([user, own]) =>
      Array.from(own, ([conversation, { revision }]) => {
        return { kind: 'draft' as const, conversation, user, position: revision };
      }),
    );
  }

  removeOf(user: UserId): void {
    this.#byUser.delete(user);
  }
}
