import type { Draft } from '../../../shared/model/draft.ts';
import type { UserId } from '../../../shared/model/ids.ts';
import { decideDraft, type DraftFacts } from '../draft-decision.ts';
import type { DraftOutcome, DraftRequest } from '../draft-port.ts';
import { decided, fetchedFact } from './fetched-facts.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';

/** `saveDraft` of the port. Runs inside a transaction. */
export async function saveDraft(queries: Queries, request: DraftRequest): Promise<DraftOutcome> {
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

/** `drafts` of the port. */
export async function listDrafts(
  queries: Queries,
  user: UserId,
  since: number,
  limit: number,
): Promise<Draft[]> {
  const account = await queries.accounts.key(user);
  return account === undefined ? [] : await queries.drafts.since(account, since, limit);
}
