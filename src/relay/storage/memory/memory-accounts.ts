import { AppError } from '../../../shared/errors.ts';
import type { DeviceId, UserId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import { foldName, nameTerms } from '../name-terms.ts';
import type { Account, Device } from '../port.ts';

/** Accounts and devices in plain objects. */
export class MemoryAccounts {
  readonly #byName = new Map<string, Account>();
  readonly #byId = new Map<UserId, Account>();
  readonly #devices = new Map<DeviceId, Device>();

  /** `false`: the name is taken. */
  add(account: Account): boolean {
    if (this.#byName.has(account.name)) return false;
    this.#byName.set(account.name, account);
    this.#byId.set(account.id, account);
    return true;
  }

  has(user: UserId): boolean {
    return this.#byId.has(user);
  }

  byName(name: string): Account | undefined {
    return this.#byName.get(name);
  }

  list(query: string, after: string, limit: number): { people: Person[]; more: boolean } {
    const start = foldName(query);
    const everybody = query.trim() === '';
    const people: Person[] = [];
    for (const name of [...this.#byName.keys()].sort()) {
      const account = this.#byName.get(name);
      if (!account || name <= after) continue;
      const person = toPerson(account);
      const matches = start !== '' && nameTerms(person).some((term) => term.startsWith(start));
      if (!everybody && !matches) continue;
      if (people.length === limit) return { people, more: true };
      people.push(person);
    }
    return { people, more: false };
  }

  people(users: readonly UserId[]): Person[] {
    return users.flatMap((user) => {
      const account = this.#byId.get(user);
      return account ? [toPerson(account)] : [];
    });
  }

  addDevice(device: Device): void {
    if (!this.#byId.has(device.user)) throw new AppError('not_found');
    this.#devices.set(device.id, device);
  }

  deviceByTokenHash(tokenHash: string): { device: Device; person: Person } | undefined {
    for (const device of this.#devices.values()) {
      const account = this.#byId.get(device.user);
      if (device.tokenHash === tokenHash && account) return { device, person: toPerson(account) };
    }
    return undefined;
  }

  deleteDevice(device: DeviceId): void {
    this.#devices.delete(device);
  }
}

function toPerson({ id, name, displayName }: Account): Person {
  return { id, name, displayName };
}
