import { changedFlags } from '../../../shared/model/flags.ts';
import { bitsOf, flagsFrom } from '../flag-bits.ts';
import type { FlagChange, FlagOutcome } from '../head-port.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';

/** `setFlags` of the port. Runs inside a transaction. */
export async function setFlags(
  queries: Queries,
  { user, conversation, device, change }: FlagChange,
): Promise<FlagOutcome> {
  await requireDevice(queries, device);
  const { accounts, conversations, members, meta } = queries;
  const key = (await conversations.byId(conversation))?.key;
  const account = await accounts.key(user);
  const before = key === undefined || account === undefined ? undefined : await members.flags(key, account);
  if (key === undefined || account === undefined || !before) return 'not-member';
  const after = changedFlags(flagsFrom(before.flags, before.archived), change);
  if (!after) return 'unchanged';
  await members.setFlags(key, account, bitsOf(after), after.archived, meta.nextPosition());
  return 'changed';
}
