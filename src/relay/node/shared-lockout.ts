import { createHash } from 'node:crypto';
import type { Clock } from '../../shared/clock.ts';
import { attemptAllowed, type Lockout } from '../handlers/auth/lockout.ts';
import type { NodeStorage } from '../storage/node-port.ts';

/**
 * The lockout of all nodes together: counted where the data are, inside one statement each, because whoever guesses at three nodes at
 * once would outrun a count that travels between them. What is counted is a digest: a name that nobody has may be a password in the
 * wrong field.
 */
export class SharedLockout implements Lockout {
  readonly #storage: NodeStorage;
  readonly #clock: Clock;

  constructor(storage: NodeStorage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  async attempt(name: string): Promise<boolean> {
    return attemptAllowed(await this.#storage.countAttempt(digest(name), this.#clock.now()));
  }

  withdraw(name: string): Promise<void> {
    return this.#storage.withdrawAttempt(digest(name));
  }

  succeeded(name: string): Promise<void> {
    return this.#storage.forgetAttempts(digest(name));
  }
}

function digest(name: string): string {
  return createHash('sha256').update(`yidu attempt\n${name}`).digest('base64url');
}
