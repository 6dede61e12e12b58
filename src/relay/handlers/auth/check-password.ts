import { AppError } from '../../../shared/errors.ts';
import type { Account } from '../../storage/port.ts';
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
  { passwords, lockout }: HandlerContext,
  name: string,
  find: () => Promise<Account | undefined>,
  password: string,
  use: (account: Account) => Promise<T>,
): Promise<T> {
  lockout.attempt(name);
  try {
    const account = await find();
    if (!account) {
      await passwords.pretend(password);
      throw badCredentials();
    }
    // An account that was given up is refused after the same work as a wrong password.
    const right = await passwords.verify(password, account.passwordHash);
    if (!right || account.deactivated) throw badCredentials();
    lockout.succeeded(name);
    return await use(account);
  } catch (error) {
    if (AppError.from(error).code !== 'bad_credentials') lockout.withdraw(name);
    throw error;
  }
}
