import { AppError } from '../../shared/errors.ts';
import { DeviceId, UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { SignedIn } from '../../shared/protocol/commands/spec.ts';
import type { Account } from '../storage/account-port.ts';
import { withPassword } from './auth/check-password.ts';
import { hashToken } from './auth/token.ts';
import type { EntryHandler, Handler, HandlerContext } from './context.ts';
import { badInvite } from './refusals.ts';

/** SES-3, SES-9, SES-10. */
export const register: EntryHandler<'account.register'> = async (context, args) => {
  const { storage, profile, passwords, clock, makeId } = context;
  if (profile.registration === 'closed') {
    throw new AppError('registration_closed', 'this relay takes no registrations');
  }
  const inviteHash = args.invite === undefined ? undefined : hashToken(args.invite);
  // The storage decides; asking first only spares the work of hashing.
  if (profile.registration === 'invite' && !(await storage.mayRegister(inviteHash, clock.now()))) {
    throw badInvite('invite');
  }
  if (await storage.accountByName(args.name)) throw nameTaken();
  const passwordHash = await passwords.hash(args.password);
  const person: Person = { id: UserId.parse(makeId()), name: args.name, displayName: args.displayName };
  const account: Account = { ...person, passwordHash, createdAt: clock.now() };
  if (profile.registration === 'invite') {
    const outcome = await storage.createInvitedAccount(account, inviteHash);
    if (outcome === 'bad-invite') throw badInvite('invite');
    if (outcome === 'name-taken') throw nameTaken();
  } else if (!(await storage.createAccount(account))) throw nameTaken();
  if (profile.firstAdministers) await storage.appointAdministrator(clock.now());
  return createDevice(context, account, args.device.name);
};

/** SES-3, SES-6, SES-7. */
export const signIn: EntryHandler<'session.signIn'> = (context, args) => {
  const name = args.name.trim().toLowerCase();
  const find = (): Promise<Account | undefined> => context.storage.accountByName(name);
  return withPassword(context, name, find, args.password, (account) =>
    createDevice(context, account, args.device.name),
  );
};

/** SES-4, SYN-8, SYN-9. */
export const resume: EntryHandler<'session.resume'> = async ({ storage }, { token, since }) => {
  const [found, { generation, covers }] = await Promise.all([
    storage.deviceByTokenHash(hashToken(token)),
    storage.lineage(since),
  ]);
  if (!found) throw new AppError('bad_token', 'unknown or signed-out device');
  return {
    user: found.person,
    device: found.device.id,
    generation,
    ...(covers ? {} : { restored: true }),
  };
};

/** SES-5; the session forgets the caller by itself. */
export const signOut: Handler<'session.signOut'> = async ({ storage, publisher }, caller) => {
  await storage.deleteDevice(caller.device);
  publisher.revoke(caller.user, caller.device, caller);
  return {};
};

async function createDevice(
  { storage, clock, makeId, makeToken }: HandlerContext,
  { id: userId, name: userName, displayName, picture, passwordHash }: Account,
  name: string,
): Promise<SignedIn & { token: string }> {
  const token = makeToken();
  const id = DeviceId.parse(makeId());
  const tokenHash = hashToken(token);
  await storage.createDevice(
    { id, user: userId, name, tokenHash, createdAt: clock.now() },
    // The password may have been changed since it was checked.
    passwordHash,
  );
  const user = { id: userId, name: userName, displayName, ...(picture && { picture }) };
  return { user, device: id, token };
}

function nameTaken(): AppError {
  return new AppError('name_taken', 'the name is taken', { field: 'name' });
}
