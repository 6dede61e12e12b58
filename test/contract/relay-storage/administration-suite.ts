import { describe, expect, it } from 'vitest';
import type { Account } from '../../../src/relay/storage/account-port.ts';
import type { AdminActor, AdminChange, AdminOutcome } from '../../../src/relay/storage/administration.ts';
import type { Current } from './storage-fixture.ts';

const DAY_MS = 86_400_000;
const MACHINE: AdminActor = { origin: 'command-line', user: null, operator: 'root', address: null };

export function describeAdministration(current: Current): void {
  async function account(name: string): Promise<Account> {
    const created = current().account(name);
    await current().storage.createAccount(created);
    return created;
  }

  function by({ id }: Account): AdminActor {
    return { origin: 'console', user: id, operator: null, address: '192.0.2.7' };
  }

  function administer(actor: AdminActor, change: AdminChange, at = 50): Promise<AdminOutcome> {
    return current().storage.administer(actor, at, change);
  }

  function grant({ id: user }: Account, administrator = true): Promise<AdminOutcome> {
    return administer(MACHINE, { kind: 'setAdministrator', user, administrator });
  }

  async function actions(): Promise<string[]> {
    const { entries } = await current().storage.listAudit(undefined, 100);
    return entries.map(({ action, label }) => (label === null ? action : `${action} ${label}`));
  }

  describe('administration', () => {
    it('lets nobody with an account do anything who does not administer when the write happens', async () => {
      const [anna, bo] = [await account('anna'), await account('bo')];
      const change = { kind: 'deactivateAccount', user: bo.id } as const;
      expect(await administer(by(anna), change)).toEqual({ kind: 'forbidden' });
      await grant(anna);
      // The demotion and what races with it go in the order of the calls.
      const racing = [grant(anna, false), administer(by(anna), change)];
      expect((await Promise.all(racing)).map(({ kind }) => kind)).toEqual(['done', 'forbidden']);
      expect(await current().storage.accountById(bo.id)).toEqual(bo);
      expect(await actions()).toEqual(['administrator.withdrawn anna', 'administrator.granted anna']);
    });

    it('an administrator who was given up administers no more', async () => {
      const [anna, bo] = [await account('anna'), await account('bo')];
      await grant(anna);
      await current().storage.deactivateAccount(anna.id, 10);
      expect(await administer(by(anna), { kind: 'deactivateAccount', user: bo.id })).toEqual({
        kind: 'forbidden',
      });
    });

    it('appoints the oldest account where there is no administrator, and only there', async () => {
      const { storage } = current();
      expect(await storage.appointAdministrator(1)).toBeUndefined();
      const [anna, bo] = [await account('anna'), await account('bo')];
      await storage.deactivateAccount(anna.id, 10);
      expect(await storage.appointAdministrator(1)).toBe(bo.id);
      expect(await storage.appointAdministrator(1)).toBeUndefined();
      expect((await storage.accountById(bo.id))?.administrator).toBe(true);
      expect(await actions()).toEqual(['administrator.granted bo']);
    });

    it('creates accounts, resets passwords and gives accounts up, each with a line in the log', async () => {
      const { storage } = current();
      const anna = current().account('anna');
      expect((await administer(MACHINE, { kind: 'createAccount', account: anna })).kind).toBe('done');
      const again = { ...current().account('anna') };
      expect(await administer(MACHINE, { kind: 'createAccount', account: again })).toEqual({
        kind: 'name-taken',
      });
      const device = current().device(anna.id, 'token');
      await storage.createDevice(device);
      expect(
        await administer(MACHINE, { kind: 'resetPassword', user: anna.id, passwordHash: 'new' }),
      ).toEqual({ kind: 'done', devices: [device.id], events: [] });
      expect((await storage.accountByName('anna'))?.passwordHash).toBe('new');
      const [bo] = await current().people(1);
      const group = await current().group(anna.id, ...(bo ? [bo] : []));
      const gone = await administer(MACHINE, { kind: 'deactivateAccount', user: anna.id });
      expect(gone).toMatchObject({ kind: 'done', events: [{ event: { conversation: group } }] });
      expect(await administer(MACHINE, { kind: 'deactivateAccount', user: anna.id })).toEqual({
        kind: 'unchanged',
      });
      const change = { kind: 'resetPassword', user: anna.id, passwordHash: 'x' } as const;
      expect(await administer(MACHINE, change)).toEqual({ kind: 'not-found' });
      expect(await actions()).toEqual([
        'account.deactivated anna',
        'account.passwordReset anna',
        'account.created anna',
      ]);
    });

    it('revokes a device of the person named, and of nobody else', async () => {
      const { storage } = current();
      const [anna, bo] = [await account('anna'), await account('bo')];
      const device = current().device(anna.id, 'token');
      await storage.createDevice(device);
      const wrong = { kind: 'revokeDevice', user: bo.id, device: device.id } as const;
      expect(await administer(MACHINE, wrong)).toEqual({ kind: 'not-found' });
      const right = { kind: 'revokeDevice', user: anna.id, device: device.id } as const;
      expect(await administer(MACHINE, right)).toMatchObject({ kind: 'done', devices: [device.id] });
      expect(await storage.deviceByTokenHash('token')).toBeUndefined();
      const { entries } = await storage.listAudit(undefined, 1);
      expect(entries[0]).toMatchObject({ label: 'Laptop', detail: { account: 'anna' }, operator: 'root' });
    });

    it('[MEM-14] dissolves a group in its owner’s name, says so in the event, and once', async () => {
      const [anna, bo] = [await account('anna'), await account('bo')];
      const group = await current().group(anna.id, bo.id);
      const dissolve = { kind: 'dissolveGroup', conversation: group } as const;
      expect(await administer(MACHINE, dissolve)).toMatchObject({
        kind: 'done',
        events: [{ event: { kind: 'conversation.dissolved', sender: anna.id, administrator: true } }],
      });
      expect((await current().all(group)).at(-1)).toMatchObject({ administrator: true });
      expect(await administer(MACHINE, dissolve)).toEqual({ kind: 'unchanged' });
      const unknown = { ...dissolve, conversation: current().conversationId() };
      expect(await administer(MACHINE, unknown)).toEqual({ kind: 'not-found' });
    });

    it('makes, lists and revokes invites', async () => {
      const { storage } = current();
      const anna = await account('anna');
      const invite = { kind: 'createInvite', creator: anna.id, uses: 2, expiresAt: 100 } as const;
      expect((await administer(MACHINE, { ...invite, hash: 'one' })).kind).toBe('done');
      expect((await administer(MACHINE, { ...invite, hash: 'two' })).kind).toBe('done');
      const { invites, more } = await storage.listInvites(60, '', 1);
      expect([invites[0]?.hash, invites[0]?.usesLeft, invites[0]?.creator.name, more]).toEqual([
        'one',
        2,
        'anna',
        true,
      ]);
      expect((await storage.listInvites(60, 'one', 1)).invites.map(({ hash }) => hash)).toEqual(['two']);
      expect((await storage.listInvites(100, '', 10)).invites).toEqual([]);
      expect((await administer(MACHINE, { kind: 'revokeInvite', hash: 'one' })).kind).toBe('done');
      expect(await storage.mayRegister('one', 60)).toBe(false);
      expect(await administer(MACHINE, { kind: 'revokeInvite', hash: 'one' })).toEqual({ kind: 'not-found' });
    });

    it('keeps what is set, and logs what it was before', async () => {
      const { storage } = current();
      const set = (values: Record<string, string>) => administer(MACHINE, { kind: 'setPolicies', values });
      await set({ registration: '"closed"', name: '"Office"' });
      expect((await set({ registration: '"open"', name: '"Office"' })).kind).toBe('done');
      expect(await set({ registration: '"open"' })).toEqual({ kind: 'unchanged' });
      expect(await storage.storedPolicies()).toEqual({ registration: '"open"', name: '"Office"' });
      const { entries } = await storage.listAudit(undefined, 10);
      expect(entries).toHaveLength(3);
      expect(entries[0]).toMatchObject({
        action: 'policy.changed',
        subject: 'registration',
        detail: { value: '"open"', before: '"closed"' },
      });
    });

    it('lists people with their role and devices, those given up too', async () => {
      const { storage } = current();
      const [anna, bo] = [await account('anna'), await account('bo')];
      await grant(anna);
      await storage.createDevice(current().device(anna.id, 'token'));
      await storage.deactivateAccount(bo.id, 10);
      const { accounts, more } = await storage.listAccounts('', '', 1);
      expect([accounts, more]).toEqual([
        [
          {
            id: anna.id,
            name: 'anna',
            displayName: 'anna',
            administrator: true,
            createdAt: 1,
            devices: 1,
            lastSeenAt: 2,
            fileBytes: 0,
            bot: false,
          },
        ],
        true,
      ]);
      const rest = await storage.listAccounts('', 'anna', 10);
      expect(rest.accounts).toMatchObject([{ name: 'bo', deactivated: true, lastSeenAt: null }]);
      expect((await storage.listAccounts('BO', '', 10)).accounts).toHaveLength(1);
      expect((await storage.listAccounts('%', '', 10)).accounts).toHaveLength(0);
      expect((await storage.accountOverview('anna'))?.administrator).toBe(true);
      expect(await storage.accountOverview('nobody')).toBeUndefined();
    });

    it('lists groups newest first, by a part of their title, without what is said in them', async () => {
      const { storage } = current();
      const [anna, bo] = [await account('anna'), await account('bo')];
      const first = await current().group(anna.id, bo.id);
      await current().sent(first, anna.id, 'secret');
      const second = await current().group(bo.id);
      await storage.createConversation({
        kind: 'direct',
        id: current().conversationId(),
        creator: anna.id,
        peer: bo.id,
        at: 10,
      });
      const page = await storage.listGroups('pLAn', undefined, 1);
      expect([page.groups.map(({ id }) => id), page.more]).toEqual([[second], true]);
      const rest = await storage.listGroups('', page.groups[0]?.cursor, 10);
      expect(rest.groups).toMatchObject([
        { id: first, title: 'Plans', memberCount: 2, messages: 1, createdAt: 10, owner: { name: 'anna' } },
      ]);
      expect((await storage.listGroups('%', undefined, 10)).groups).toEqual([]);
      expect(await storage.totals()).toEqual({
        people: 2,
        administrators: 0,
        devices: 0,
        groups: 2,
        directs: 1,
        messages: 1,
      });
    });

    it('knows the newest backup of the log', async () => {
      const { storage } = current();
      expect((await storage.figures()).lastBackup).toBeUndefined();
      const line = { actor: MACHINE, action: 'backup.created', subject: null, label: 'b' } as const;
      await storage.recordAudit({ ...line, at: 10, detail: { files: 1, bytes: 5 } });
      expect((await storage.figures()).lastBackup).toEqual({ at: 10, bytes: 5, seconds: 0 });
      await storage.recordAudit({ ...line, at: 20, detail: { files: 1, bytes: 7, seconds: 1.5 } });
      await storage.recordAudit({ ...line, action: 'backup.failed', at: 30, detail: { code: 'busy' } });
      expect((await storage.figures()).lastBackup).toEqual({ at: 20, bytes: 7, seconds: 1.5 });
    });

    it('pages the log and removes its old lines, but never those of the last 30 days', async () => {
      const { storage } = current();
      const line = {
        actor: MACHINE,
        action: 'backup.created',
        subject: null,
        label: null,
        detail: null,
      } as const;
      for (const day of [0, 1, 40, 60]) await storage.recordAudit({ ...line, at: day * DAY_MS });
      const page = await storage.listAudit(undefined, 3);
      expect([page.entries.map(({ id }) => id), page.more]).toEqual([[4, 3, 2], true]);
      expect((await storage.listAudit(2, 3)).entries.map(({ id }) => id)).toEqual([1]);
      expect(await storage.expireAudit(100 * DAY_MS, 1)).toBe(1);
      expect(await storage.expireAudit(100 * DAY_MS, 10)).toBe(1);
      expect((await storage.listAudit(undefined, 9)).entries.map(({ id }) => id)).toEqual([4, 3]);
    });
  });
}
