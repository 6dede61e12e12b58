import type { PasswordHasher } from '../../src/relay/handlers/auth/password-hasher.ts';

/** Hashes nothing, at no cost. Counts its work, so that tests can compare it. */
export class CheapPasswordHasher implements PasswordHasher {
  hashes = 0;
  verifications = 0;

  hash(password: string): Promise<string> {
    this.hashes++;
    return Promise.resolve(`cheap:${password}`);
  }

  verify(password: string, encoded: string): Promise<boolean> {
    this.verifications++;
    return Promise.resolve(encoded === `cheap:${password}`);
  }

  pretend(_password: string): Promise<void> {
    this.verifications++;
    return Promise.resolve();
  }
}
