import { AppError } from '../../shared/errors.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { Account } from '../storage/account-port.ts';
import { badCredentials, withPassword } from './auth/check-password.ts';
import { hashToken } from './auth/token.ts';
import type { Handler, HandlerContext } from './context.ts';
import { tellPerson } from './person-notices.ts';
import { tooManyInvites } from './refusals.ts';
import { publishEvent } from './timeline-writer.ts';

/** SES-11. */
export const createRelayInvite: Handler<'account.createInvite'> = async (context, caller, args) => {
  const { storage, profile, clock, makeToken } = context;
  if (profile.registration === 'closed') {
    throw new AppError('forbidden', 'this relay takes no registrations');
  }
  const code = makeToken();
  const outcome = await storage.createRelayInvite({
    hash: hashToken(code),
    creator: caller.user,
    at: clock.now(),
    uses: args.maxUses,
    expiresAt: args.expiresAt ?? null,
    device: caller.device,
  });
  if (outcome === 'too-many') throw tooManyInvites();
  return { code };
};

/** SES-13. */
export const changePassword: Handler<'account.changePassword'> = (context, caller, args) =>
  confirmed(context, caller.user, args.current, async ({ passwordHash }) => {
    const { storage, passwords, publisher } = context;
    const keep = args.keepDevices ? 'all' : caller.device;
    const next = await passwords.hash(args.next);
    const revoked = await storage.changePassword(caller.user, passwordHash, next, keep, caller.device);
    // Somebody else was faster with the same password.
    if (!revoked) throw badCredentials();
    for (const device of revoked) publisher.revoke(caller.user, device, caller);
    return {};
  });

/** SES-14, PRF-7; the session forgets the caller by itself. */
export const deactivateAccount: Handler<'account.deactivate'> = (context, caller, { password }) =>
  confirmed(context, caller.user, password, () =>
    context.writes.track(async () => {
      const { storage, publisher, clock } = context;
      const { user, device: own } = caller;
      const { devices, left, position } = await storage.deactivateAccount(user, clock.now(), own);
      for (const device of devices) publisher.revoke(user, device, caller);
      for (const parting of left) await publishEvent(context, parting.event, parting);
      if (position !== undefined) tellPerson(context, user, position);
      return {};
    }),
  );

async function confirmed<T>(
  context: HandlerContext,
  user: UserId,
  password: string,
  use: (account: Account) => Promise<T>,
): Promise<T> {
  const account = await context.storage.accountById(user);
  if (!account) throw new AppError('not_found', 'no such account');
  return withPassword(context, account.name, () => Promise.resolve(account), password, use);
}
