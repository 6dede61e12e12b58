import type { Draft } from '../../../shared/model/draft.ts';
import type { UserId } from '../../../shared/model/ids.ts';
import { decideDraft } from '../draft-decision.ts';
import type { DraftOutcome, DraftRequest } from '../draft-port.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';

/** `saveDraft` of the port. Runs inside a transaction. */
export function saveDraft(queries: Queries, request: DraftRequest): DraftOutcome {
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

/** `drafts` of the port. */
export function listDrafts(queries: Queries, user: UserId, since: number, limit: number): Draft[] {
  const account = queries.accounts.key(user);
  return account === undefined ? [] : queries.drafts.since(account, since, limit);
}
