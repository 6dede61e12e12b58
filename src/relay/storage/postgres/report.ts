import { AppError } from '../../../shared/errors.ts';
import type { ConversationId, DeviceId } from '../../../shared/model/ids.ts';
import { type RangeSet, subtractRanges } from '../../../shared/model/range-set.ts';
import { addToReadSet } from '../../domain/read-set.ts';
import type { DeliveredCursors, ReportOutcome, ReportRequest } from '../receipt-port.ts';
import type { Queries } from './queries/all.ts';
import type { MetaQueries } from './queries/meta.ts';
import type { ReportedMember, Reporter, ReportingMember } from './queries/reports.ts';
import { signedOut } from './require-device.ts';
import { unreadOf } from './unread.ts';

/** Somebody's report, and what it has come to. */
interface Merged {
  readonly request: ReportRequest;
  readonly member: ReportingMember;
  /** Read now and not before. */
  readonly fresh: RangeSet;
  readonly changed: boolean;
  readonly position: number;
  readonly covered: number;
}

/** `reportMany` of one. */
export async function report(queries: Queries, request: ReportRequest): Promise<ReportOutcome> {
  const [outcome] = await reportMany(queries, [request]);
  if (!outcome || outcome instanceof AppError)
    throw outcome ?? new AppError('internal', 'a report without an answer');
  return outcome;
}

/**
 * Merges reports (RCP-1), as many as there are for the statements of one, one after the other: each by what those before it have changed.
 * What changes nothing is no commit. Runs inside a batch that may still begin.
 */
export async function reportMany(
  queries: Queries,
  requests: readonly ReportRequest[],
): Promise<(ReportOutcome | AppError)[]> {
  const { devices, events, receipts, reports, meta } = queries;
  const [signedIn, found] = await Promise.all([
    devices.accounts([...new Set(requests.flatMap(({ device }) => device ?? []))]),
    reports.members([...new Map(requests.map((request) => [nameOf(request), request])).values()]),
  ]);
  await meta.begun();
  const members = new Map(found.map((one) => [nameOf(one), one.member]));
  const changes = new Map<string, ReportedMember>();
  const merged = requests.map((request): Merged | AppError => {
    if (request.device !== undefined && !signedIn.has(request.device)) return signedOut();
    const before = members.get(nameOf(request));
    if (!before) return new AppError('not_found');
    const one = merge(before, request, meta);
    members.set(nameOf(request), one.member);
    if (one.changed) changes.set(nameOf(request), one.member);
    return one;
  });
  const accepted = merged.filter((one): one is Merged => !(one instanceof AppError));
  const [unread] = await Promise.all([
    unreadOf(
      events,
      accepted.map(({ member }) => ({ ...member, key: member.conversation })),
    ),
    changes.size > 0 ? reports.store([...changes.values()]) : undefined,
    ...accepted.map(({ request: { at }, member: { conversation, account }, fresh }) =>
      at === undefined || fresh.length === 0
        ? undefined
        : receipts.addTimes(conversation, account, fresh, at),
    ),
  ]);
  const numbers = new Map(accepted.map((one, index) => [one, unread[index] ?? 0]));
  return merged.map((one) => {
    if (one instanceof AppError) return one;
    const { changed, position, covered, member } = one;
    const { headSeq, read, hidden } = member;
    return { headSeq, read, hidden, unread: numbers.get(one) ?? 0, changed, position, covered };
  });
}

function merge(before: ReportingMember, request: ReportRequest, meta: MetaQueries): Merged {
  const fresh = subtractRanges(request.read, before.read);
  const read = addToReadSet(before.read, fresh);
  const delivered = Math.max(before.delivered, request.delivered);
  const changed = read !== before.read || delivered > before.delivered;
  // RCP-14: what others are not told, with what has been read just now if the person wants it so.
  const untold = before.kind === 'direct' && !before.tellsDirect ? subtractRanges(read, before.read) : [];
  const hidden = untold.length > 0 ? addToReadSet(before.hidden, untold) : before.hidden;
  const position = changed ? meta.nextPosition() : meta.mark();
  return {
    request,
    member: { ...before, read, delivered, hidden, position: changed ? position : before.position },
    fresh,
    changed,
    position,
    covered: before.position,
  };
}

function nameOf({ conversation, user }: Reporter): string {
  return `${conversation} ${user}`;
}

/** Moves many cursors for the price of one commit. Runs inside a transaction. */
export async function moveDelivered(
  { conversations, devices, members }: Queries,
  id: ConversationId,
  cursors: DeliveredCursors,
): Promise<DeviceId[]> {
  const conversation = await conversations.byId(id);
  if (!conversation) return [];
  // The device's row names its account: one look-up for both questions.
  const accounts = await devices.accounts(cursors.devices);
  const furthest = new Map<number, number>();
  cursors.devices.forEach((device, index) => {
    const account = accounts.get(device);
    if (account === undefined) return;
    furthest.set(account, Math.max(furthest.get(account) ?? 0, cursors.seqs[index] ?? 0));
  });
  await members.moveDelivered(conversation.key, [...furthest.keys()], [...furthest.values()]);
  return cursors.devices.filter((device) => !accounts.has(device));
}
