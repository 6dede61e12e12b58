import { AppError } from '../../../shared/errors.ts';
import type { DeviceId, UserId } from '../../../shared/model/ids.ts';
import type { Person } from '../../../shared/model/person.ts';
import type { PictureId } from '../../../shared/model/profile-picture.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { Account } from '../account-port.ts';
import type { AccountOverview } from '../administration.ts';
import type { Device, SeenDevice } from '../device-port.ts';
import { isFound, nameQuery } from '../name-terms.ts';

interface MemoryDevice {
  readonly device: Device;
  lastSeenAt: number;
}

/** What others keep of an account. */
type MoreOfAccount = (user: UserId) => Pick<AccountOverview, 'fileBytes' | 'bot'>;

/** Accounts and devices in plain objects. */
export class MemoryAccounts {
  readonly #byName = new Map<string, Account>();
  readonly #byId = new Map<UserId, Account>();
  readonly #devices = new Map<DeviceId, MemoryDevice>();

  /** Those whose reads in direct conversations are told to nobody. */
  readonly untoldDirect = new Set<UserId>();

  get size(): number {
    return this.#byId.size;
  }

  /** `false`: the name is taken. */
  add(account: Account): boolean {
    if (this.#byName.has(account.name)) return false;
    this.#replace(account);
    return true;
  }

  has(user: UserId): boolean {
    return this.#byId.has(user);
  }

  /** The same, but not one that was given up. */
  isActive(user: UserId): boolean {
    return this.has(user) && !this.#byId.get(user)?.deactivated;
  }

  /** Accounts that were created by then and not given up, without `except` and without bots. */
  countActive(createdBy: number, except: UserId, bots: ReadonlySet<UserId>): number {
    let count = 0;
    for (const { id, createdAt, deactivated } of this.#byId.values()) {
      if (!deactivated && createdAt <= createdBy && id !== except && !bots.has(id)) count++;
    }
    return count;
  }

  byName(name: string): Account | undefined {
    return this.#byName.get(name);
  }

  byId(user: UserId): Account | undefined {
    return this.#byId.get(user);
  }

  /** Replaces the password hash `from`; `false`: it is another one. */
  changePassword(user: UserId, from: string, to: string): boolean {
    const account = this.#byId.get(user);
    if (!account || account.deactivated || account.passwordHash !== from) return false;
    this.#replace({ ...account, passwordHash: to });
    return true;
  }

  setPassword(user: UserId, passwordHash: string): void {
    const account = this.#byId.get(user);
    if (account) this.#replace({ ...account, passwordHash });
  }

  setAdministrator(user: UserId, is: boolean): void {
    const account = this.#byId.get(user);
    if (account) this.#replace({ ...account, administrator: is || undefined });
  }

  /** The oldest that was not given up, and is none of these. */
  oldestActive(without: ReadonlySet<UserId>): UserId | undefined {
    return this.#active().find(({ id }) => !without.has(id))?.id;
  }

  hasAdministrator(): boolean {
    return this.#active().some(({ administrator }) => administrator);
  }

  /** By name; those given up too. */
  overviews(query: string, after: string, more: MoreOfAccount): AccountOverview[] {
    const asked = nameQuery(query);
    if (asked === 'nobody') return [];
    return [...this.#byId.values()]
      .filter(({ name }) => name > after)
      .filter((account) => asked === 'everybody' || isFound(asked, account))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((account) => this.#overview(account, more));
  }

  overview(name: string, more: MoreOfAccount): AccountOverview | undefined {
    const account = this.#byName.get(name);
    return account && this.#overview(account, more);
  }

  deviceName(user: UserId, device: DeviceId): string | undefined {
    const known = this.#devices.get(device)?.device;
    return known?.user === user ? known.name : undefined;
  }

  totals(): { people: number; administrators: number; devices: number } {
    const active = this.#active();
    const administrators = active.filter(({ administrator }) => administrator).length;
    return { people: active.length, administrators, devices: this.#devices.size };
  }

  #active(): Account[] {
    return [...this.#byId.values()].filter(({ deactivated }) => !deactivated);
  }

  #overview(account: Account, more: MoreOfAccount): AccountOverview {
    const seen = [...this.#devices.values()].filter(({ device }) => device.user === account.id);
    return {
      ...toPerson(account),
      administrator: account.administrator ?? false,
      createdAt: account.createdAt,
      devices: seen.length,
      lastSeenAt: seen.length === 0 ? null : Math.max(...seen.map(({ lastSeenAt }) => lastSeenAt)),
      ...more(account.id),
    };
  }

  deactivate(user: UserId): void {
    const account = this.#byId.get(user);
    if (account) this.#replace({ ...account, deactivated: true });
  }

  change(user: UserId, change: Pick<Account, 'displayName'> | { readonly picture: PictureId | null }): void {
    const account = this.#byId.get(user);
    if (!account) return;
    if ('displayName' in change) this.#replace({ ...account, displayName: change.displayName });
    else this.#replace({ ...account, picture: change.picture ?? undefined });
  }

  list(query: string, after: string, limit: number): { people: Person[]; more: boolean } {
    const asked = nameQuery(query);
    if (asked === 'nobody') return { people: [], more: false };
    const people: Person[] = [];
    for (const name of [...this.#byName.keys()].sort()) {
      const account = this.#byName.get(name);
      if (!account || account.deactivated || name <= after) continue;
      const person = toPerson(account);
      if (asked !== 'everybody' && !isFound(asked, person)) continue;
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

  addDevice(device: Device, passwordHash: string | undefined): void {
    const account = this.#byId.get(device.user);
    if (!account) throw new AppError('not_found');
    if (account.deactivated || (passwordHash !== undefined && account.passwordHash !== passwordHash)) {
      throw new AppError('bad_credentials');
    }
    this.#devices.set(device.id, { device, lastSeenAt: device.createdAt });
  }

  /** SES-12: refuses with `bad_token` what a device asks that was signed out meanwhile. */
  requireDevice(device: DeviceId | undefined): void {
    if (device !== undefined && !this.#devices.has(device)) throw new AppError('bad_token', 'signed out');
  }

  hasDevice(device: DeviceId): boolean {
    return this.#devices.has(device);
  }

  deviceByTokenHash(tokenHash: string): { device: Device; person: Person } | undefined {
    for (const { device } of this.#devices.values()) {
      const account = this.#byId.get(device.user);
      if (device.tokenHash === tokenHash && account) return { device, person: toPerson(account) };
    }
    return undefined;
  }

  listDevices(user: UserId): SeenDevice[] {
    return [...this.#devices.values()]
      .filter(({ device }) => device.user === user)
      .map(({ device: { id, name, createdAt }, lastSeenAt }) => ({ id, name, createdAt, lastSeenAt }))
      .sort((a, b) => b.lastSeenAt - a.lastSeenAt || (a.id < b.id ? -1 : 1))
      .slice(0, LIMITS.devices);
  }

  touchDevice(device: DeviceId, at: number): void {
    const known = this.#devices.get(device);
    if (known) known.lastSeenAt = at;
  }

  deleteDevice(device: DeviceId): void {
    this.#devices.delete(device);
  }

  revokeDevice(user: UserId, device: DeviceId): boolean {
    return this.#devices.get(device)?.device.user === user && this.#devices.delete(device);
  }

  /** All of the person but `keep`; returns them. */
  deleteDevices(user: UserId, keep: DeviceId | undefined): DeviceId[] {
    const all = [...this.#devices.values()].filter(
      ({ device }) => device.user === user && device.id !== keep,
    );
    for (const { device } of all) this.#devices.delete(device.id);
    return all.map(({ device }) => device.id);
  }

  #replace(account: Account): void {
    this.#byName.set(account.name, account);
    this.#byId.set(account.id, account);
  }
}

function toPerson({ id, name, displayName, picture, deactivated }: Account): Person {
  return {
    id,
    name,
    displayName,
    ...(picture ? { picture } : {}),
    ...(deactivated ? { deactivated } : {}),
  };
}
