import type { DraftStorage } from '../../draft-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about drafts. */
export function draftCalls(tables: MemoryTables): CorePart<DraftStorage> {
  const { accounts, conversations, drafts } = tables;
  return {
    saveDraft(request) {
      accounts.requireDevice(request.device);
      if (!accounts.isActive(request.user)) return { kind: 'not-member' };
      return drafts.save(request, conversations.get(request.conversation), () => tables.nextPosition());
    },
    drafts: (user, since, limit) => drafts.since(user, since, limit),
  };
}
