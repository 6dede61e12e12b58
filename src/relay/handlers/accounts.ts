import { AppError } from '../../shared/errors.ts';
import { DeviceId, UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { SignedIn } from '../../shared/protocol/commands/spec.ts';
import { hashDeviceToken } from './auth/device-token.ts';
import type { EntryHandler, Handler, HandlerContext } from './context.ts';

/** SES-3, SES-9. */
export const register: EntryHandler<'account.register'> = async (context, args) => {
  const { storage, profile, passwords, clock, makeId } = context;
  if (profile.registration === 'closed') {
    throw new AppError('registration_closed', 'this relay takes no registrations');
  }
  // The storage decides; asking first only spares the work of hashing.
  if (await storage.accountByName(args.name)) throw nameTaken();
  const passwordHash = await passwords.hash(args.password);
  const person: Person = { id: UserId.parse(makeId()), name: args.name, displayName: args.displayName };
  if (!(await storage.createAccount({ ...person, passwordHash, createdAt: clock.now() }))) throw nameTaken();
  return createDevice(context, person, args.device.name);
};

/** SES-3, SES-6, SES-7. */
export const signIn: EntryHandler<'session.signIn'> = async (context, args) => {
  const { storage, passwords, lockout } = context;
  const name = args.name.trim().toLowerCase();
  lockout.attempt(name);
  try {
    const account = await storage.accountByName(name);
    if (!account) {
      await passwords.pretend(args.password);
      throw badCredentials();
    }
    if (!(await passwords.verify(args.password, account.passwordHash))) throw badCredentials();
    lockout.succeeded(name);
    const { id, displayName } = account;
    return await createDevice(context, { id, name, displayName }, args.device.name);
  } catch (error) {
    if (AppError.from(error).code !== 'bad_credentials') lockout.withdraw(name);
    throw error;
  }
};

/** SES-4. */
export const resume: EntryHandler<'session.resume'> = async ({ storage }, { token }) => {
  const found = await storage.deviceByTokenHash(hashDeviceToken(token));
  if (!found) throw new AppError('bad_token', 'unknown or signed-out device');
  return { user: found.person, device: found.device.id };
};

/** SES-5; the session forgets the caller by itself. */
export const signOut: Handler<'session.signOut'> = async ({ storage, publisher }, caller) => {
  await storage.deleteDevice(caller.device);
  publisher.revoke(caller.device, caller);
  return {};
};

async function createDevice(
  { storage, clock, makeId, makeToken }: HandlerContext,
  user: Person,
  name: string,
): Promise<SignedIn & { token: string }> {
  const token = makeToken();
  const id = DeviceId.parse(makeId());
  const tokenHash = hashDeviceToken(token);
  await storage.createDevice({ id, user: user.id, name, tokenHash, createdAt: clock.now() });
  return { user, device: id, token };
}

function badCredentials(): AppError {
  return new AppError('bad_credentials', 'wrong name or password');
}

function nameTaken(): AppError {
  return new AppError('name_taken', 'the name is taken', { field: 'name' });
}
