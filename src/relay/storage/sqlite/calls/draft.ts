import { decideDraft } from '../../draft-decision.ts';
import type { DraftOutcome, DraftRequest, DraftStorage } from '../../draft-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about drafts. Those that write run inside a transaction. */
export function draftCalls(queries: Queries): CorePart<DraftStorage> {
  const { accounts, drafts } = queries;
  return {
    saveDraft: (request) => saveDraft(queries, request),
    drafts(user, since, limit) {
      const account = accounts.key(user);
      return account === undefined ? [] : drafts.since(account, since, limit);
    },
  };
}

function saveDraft(queries: Queries, request: DraftRequest): DraftOutcome {
  requireDevice(queries, request.device);
  const { accounts, conversations, drafts, members, meta } = queries;
  const account = accounts.activeKey(request.user);
  const conversation = conversations.byId(request.conversation)?.key;
  if (account === undefined || conversation === undefined) return { kind: 'not-member' };
  const member = members.get(conversation, account);
  const decision = decideDraft(request, {
    stored: drafts.get(account, conversation),
    member: member ? (member.role === null ? 'former' : 'present') : 'never',
    others: () => drafts.others(account, conversation),
  });
  if (decision !== 'write') return decision;
  const revision = meta.nextPosition();
  drafts.put(account, conversation, { text: request.text, revision, device: request.device });
  return { kind: 'saved', revision, changed: true };
}
