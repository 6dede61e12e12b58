/** Turns passwords into what is stored. Slow on purpose; rejects with `busy` when too many wait. */
export interface PasswordHasher {
  /** The result carries its own salt and parameters. */
  hash(password: string): Promise<string>;
  /** `false` also for an encoding it does not know. */
  verify(password: string, encoded: string): Promise<boolean>;
  /** The work of `verify` without an account, so that unknown names take as long as known ones (SES-6). */
  pretend(password: string): Promise<void>;
}
