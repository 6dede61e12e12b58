import { decideDraft, type DraftFacts } from '../../draft-decision.ts';
import type { DraftOutcome, DraftRequest, DraftStorage } from '../../draft-port.ts';
import { decided, fetchedFact } from '../fetched-facts.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about drafts. Those that write run inside a transaction. */
export function draftCalls(queries: Queries): DraftStorage {
  const { accounts, drafts } = queries;
  return {
    saveDraft: (request) => saveDraft(queries, request),
    async drafts(user, since, limit) {
      const account = await accounts.key(user);
      return account === undefined ? [] : await drafts.since(account, since, limit);
    },
  };
}

async function saveDraft(queries: Queries, request: DraftRequest): Promise<DraftOutcome> {
  await requireDevice(queries, request.device);
  const { accounts, conversations, drafts, members, meta } = queries;
  const account = await accounts.activeKey(request.user);
  const conversation = (await conversations.byId(request.conversation))?.key;
  if (account === undefined || conversation === undefined) return { kind: 'not-member' };
  const member = await members.get(conversation, account);
  const facts: DraftFacts = {
    stored: await drafts.get(account, conversation),
    member: member ? (member.role === null ? 'former' : 'present') : 'never',
    others: fetchedFact(() => drafts.others(account, conversation)),
  };
  const decision = await decided(() => decideDraft(request, facts));
  if (decision !== 'write') return decision;
  const revision = meta.nextPosition();
  await drafts.put(account, conversation, { text: request.text, revision, device: request.device });
  return { kind: 'saved', revision, changed: true };
}
