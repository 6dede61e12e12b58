import type { UserId } from '../../shared/model/ids.ts';
import type { RelayStorage } from '../storage/port.ts';

/**
 * Who runs the relay: the accounts that its settings name, or, where they name none, the account that was created first: who
 * installs a relay is its first person.
 */
export class Administrators {
  readonly #storage: Pick<RelayStorage, 'accountById' | 'firstAccount'>;
  readonly #names: ReadonlySet<string>;
  #first: UserId | undefined;

  constructor(storage: Pick<RelayStorage, 'accountById' | 'firstAccount'>, names: readonly string[]) {
    this.#storage = storage;
    this.#names = new Set(names);
  }

  async has(user: UserId): Promise<boolean> {
    if (this.#names.size === 0) {
      this.#first ??= await this.#storage.firstAccount();
      return user === this.#first;
    }
    const account = await this.#storage.accountById(user);
    return account !== undefined && !account.deactivated && this.#names.has(account.name);
  }
}
