import { changedFlags } from '../../../shared/model/flags.ts';
import { bitsOf, flagsFrom } from '../flag-bits.ts';
import type { FlagChange, FlagOutcome } from '../head-port.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';

/** `setFlags` of the port. Runs inside a transaction. */
export function setFlags(queries: Queries, { user, conversation, device, change }: FlagChange): FlagOutcome {
  requireDevice(queries, device);
  const { accounts, conversations, members, meta } = queries;
  const key = conversations.byId(conversation)?.key;
  const account = accounts.key(user);
  const before = key === undefined || account === undefined ? undefined : members.flags(key, account);
  if (key === undefined || account === undefined || !before) return 'not-member';
  const after = changedFlags(flagsFrom(before.flags, before.archived), change);
  if (!after) return 'unchanged';
  members.setFlags(key, account, bitsOf(after), after.archived, meta.nextPosition());
  return 'changed';
}
