import { AppError } from '../../../shared/errors.ts';
import type { Account } from '../../storage/account-port.ts';
import type { HandlerContext } from '../context.ts';

/** One wording for a wrong name and a wrong password (SES-6). */
export function badCredentials(): AppError {
  return new AppError('bad_credentials', 'wrong name or password');
}

/**
 * Runs `use` with the account once its password has proved right. Throws `bad_credentials`, which counts towards the lockout
 * of `name`, or `locked_out` (SES-6, SES-7); anything else that fails counts for nothing.
 */
export async function withPassword<T>(
  context: HandlerContext,
  name: string,
  find: () => Promise<Account | undefined>,
  password: string,
  use: (account: Account) => Promise<T>,
): Promise<T> {
  const { passwords, lockout } = context;
  const locks = await lockout.attempt(name);
  let account: Account | undefined;
  try {
    account = await find();
    if (!account) {
      await passwords.pretend(password);
      throw badCredentials();
    }
    // An account that was given up is refused after the same work as a wrong password.
    const right = await passwords.verify(password, account.passwordHash);
    if (!right || account.deactivated) throw badCredentials();
    await lockout.succeeded(name);
    return await use(account);
  } catch (error) {
    if (AppError.from(error).code !== 'bad_credentials') await withdraw(context, name);
    else if (locks && account) await recordLockout(context, account);
    throw error;
  }
}

/** Where it cannot be taken back it counts: what failed first is what the person is told. */
async function withdraw({ lockout, logger }: HandlerContext, name: string): Promise<void> {
  try {
    await lockout.withdraw(name);
  } catch (error) {
    logger.error({ err: error }, 'attempt not taken back');
  }
}

/** A name that nobody has is not written down: it may be a password in the wrong field. */
async function recordLockout(
  { storage, clock, remote, logger }: HandlerContext,
  { id, name }: Account,
): Promise<void> {
  const actor = { origin: 'client', user: null, operator: null, address: remote ?? null } as const;
  const action = 'account.lockedOut';
  try {
    await storage.recordAudit({ at: clock.now(), actor, action, subject: id, label: name, detail: null });
  } catch (error) {
    logger.error({ err: error }, 'lockout not in the audit log');
  }
}
