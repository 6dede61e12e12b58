import { describe, expect, it } from 'vitest';
import { EVERYBODY, type Current } from './storage-fixture.ts';

export function describeAccountChanges(current: Current): void {
  describe('devices of a person', () => {
    it('[SES-12] are listed with when they were seen, the latest first', async () => {
      const { storage } = current();
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const [one, two] = [current().device(anna, 'one'), current().device(anna, 'two')];
      for (const device of [one, two, current().device(bob, 'his')]) await storage.createDevice(device);
      await storage.touchDevice(two.id, 50);
      await storage.touchDevice(one.id, 70);
      const seen = (device: typeof one, lastSeenAt: number): unknown => {
        const { id, name, createdAt } = device;
        return { id, name, createdAt, lastSeenAt };
      };
      expect(await storage.listDevices(anna)).toEqual([seen(one, 70), seen(two, 50)]);
      expect(await storage.listDevices(current().account('nobody').id)).toEqual([]);
    });

    it('[SES-12] are revoked by their owner only', async () => {
      const { storage } = current();
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const device = current().device(anna, 'hash');
      await storage.createDevice(device);
      expect(await storage.revokeDevice(bob, device.id)).toBe(false);
      expect(await storage.deviceByTokenHash('hash')).toBeDefined();
      expect(await storage.revokeDevice(anna, device.id)).toBe(true);
      expect(await storage.revokeDevice(anna, device.id)).toBe(false);
      expect(await storage.deviceByTokenHash('hash')).toBeUndefined();
    });

    it('[SES-12] once signed out report nothing, change no password, end no account and no device', async () => {
      const { storage } = current();
      const account = current().account('anna');
      await storage.createAccount(account);
      const [bob] = await current().people(1);
      if (!bob) throw new Error('somebody');
      const anna = account.id;
      const [lost, kept] = [current().device(anna, 'lost'), current().device(anna, 'kept')];
      for (const one of [lost, kept]) await storage.createDevice(one);
      const conversation = await current().group(anna, bob);
      const { id: device } = lost;
      const report = { conversation, user: anna, read: [[1, 1]] as const, delivered: 1, device };
      const writes = () =>
        [
          storage.report(report),
          storage.changePassword(anna, account.passwordHash, 'next', 'all', device),
          storage.setDirectReceipts(anna, false, device),
          storage.revokeDevice(anna, kept.id, device),
          storage.deactivateAccount(anna, 30, device),
        ] as const;
      const bobs = current().device(bob, 'bobs');
      await storage.createDevice(bobs);
      const cursors = { users: [anna, bob], devices: [device, bobs.id], seqs: [1, 1] };
      const [, ...refused] = await Promise.allSettled([storage.revokeDevice(anna, device), ...writes()]);
      for (const outcome of refused) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'bad_token' } });
      }
      expect(await storage.moveDelivered(conversation, cursors)).toEqual([device]);
      const { members } = (await storage.loadConversation(conversation)) ?? {};
      const delivered = new Map(members?.map((member) => [member.user, member.delivered]));
      expect([delivered.get(anna), delivered.get(bob)]).toEqual([0, 1]);
      expect(await storage.accountById(anna)).toMatchObject({ passwordHash: account.passwordHash });
      expect(await storage.directReceipts(anna)).toBe(true);
      expect((await storage.listDevices(anna)).map(({ id }) => id)).toEqual([kept.id]);
      const one = { users: [anna], devices: [kept.id], seqs: [1] };
      expect(await storage.moveDelivered(conversation, one)).toEqual([]);
    });

    it('[SES-12] write nothing once they are signed out, not even in the same breath', async () => {
      const { storage } = current();
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const { id: device } = current().device(anna, 'hash');
      await storage.createDevice({ ...current().device(anna, 'hash'), id: device });
      const id = await current().group(anna, bob);
      const rename = (title: string): Promise<unknown> => {
        const event = { kind: 'conversation.renamed', title } as const;
        return storage.append({ conversation: id, sender: anna, at: 20, event, roles: EVERYBODY, device });
      };
      const create = (): Promise<unknown> =>
        storage.createConversation({
          kind: 'direct',
          id: current().conversationId(),
          creator: anna,
          peer: bob,
          at: 20,
          device,
        });
      const outcomes = await Promise.allSettled([
        rename('Before'),
        storage.deleteDevice(device),
        rename('After'),
        create(),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
        'rejected',
        'rejected',
      ]);
      expect(outcomes[2]).toMatchObject({ reason: { code: 'bad_token' } });
      expect(outcomes[3]).toMatchObject({ reason: { code: 'bad_token' } });
      expect((await storage.head(bob, id))?.title).toBe('Before');
      expect((await storage.listHeads(bob, 0, undefined, 9)).heads).toHaveLength(1);
    });
  });

  describe('passwords', () => {
    it('[SES-13] are changed only from the one they are, and end all devices but the one kept', async () => {
      const { storage } = current();
      const anna = current().account('anna');
      await storage.createAccount(anna);
      const devices = ['one', 'two', 'three'].map((hash) => current().device(anna.id, hash));
      for (const device of devices) await storage.createDevice(device);
      const [one, two, three] = devices;
      if (!one || !two || !three) throw new Error('three devices');
      expect(await storage.changePassword(anna.id, 'wrong', 'next', one.id)).toBeUndefined();
      expect(await storage.accountById(anna.id)).toEqual(anna);
      expect(await storage.changePassword(anna.id, anna.passwordHash, 'next', 'all')).toEqual([]);
      const ended = await storage.changePassword(anna.id, 'next', 'later', two.id);
      expect(new Set(ended)).toEqual(new Set([one.id, three.id]));
      expect((await storage.listDevices(anna.id)).map(({ id }) => id)).toEqual([two.id]);
      expect(await storage.accountByName('anna')).toEqual({ ...anna, passwordHash: 'later' });
    });

    it('[SES-13] give no device to a sign-in that knew the one before', async () => {
      const { storage } = current();
      const anna = current().account('anna');
      await storage.createAccount(anna);
      await storage.changePassword(anna.id, anna.passwordHash, 'next', 'all');
      const device = current().device(anna.id, 'hash');
      await expect(storage.createDevice(device, anna.passwordHash)).rejects.toMatchObject({
        code: 'bad_credentials',
      });
      await storage.createDevice(device, 'next');
      expect(await storage.deviceByTokenHash('hash')).toBeDefined();
    });
  });

  describe('accounts given up', () => {
    it('[SES-14] end their devices and invites, leave groups and stay in direct conversations', async () => {
      const { storage } = current();
      const [anna, bob, chen] = await current().people(3);
      if (!anna || !bob || !chen) throw new Error('three people');
      const device = current().device(anna, 'hash');
      await storage.createDevice(device);
      await storage.createRelayInvite({ hash: 'code', creator: anna, at: 5, uses: null, expiresAt: null });
      const hers = await current().group(anna, bob, chen);
      const his = await current().group(bob, anna);
      const others = await current().group(bob, chen);
      const direct = { kind: 'direct', creator: anna, peer: bob, at: 10 } as const;
      const { id: talk } = await storage.createConversation({ ...direct, id: current().conversationId() });
      const position = await storage.position();

      const { devices, left } = await storage.deactivateAccount(anna, 30);
      expect(devices).toEqual([device.id]);
      expect(new Set(left.map(({ event }) => event.conversation))).toEqual(new Set([hers, his]));
      for (const { event } of left) {
        expect(event).toMatchObject({ kind: 'member.removed', sender: anna, users: [anna], at: 30 });
      }
      expect(left.find(({ event }) => event.conversation === hers)?.roles).toEqual([
        { user: bob, role: 'owner' },
      ]);
      expect(await storage.deviceByTokenHash('hash')).toBeUndefined();
      expect(await storage.mayRegister('code', 6)).toBe(false);
      expect((await storage.head(anna, talk))?.role).toBe('member');
      expect((await storage.head(chen, others))?.headSeq).toBe(1);
      expect((await storage.listHeads(bob, position, undefined, 9)).heads).toHaveLength(2);
      expect(await storage.deactivateAccount(anna, 40)).toEqual({ devices: [], left: [] });
    });

    it('[SES-14] are known by id, not listed, and neither added nor talked to anew', async () => {
      const { storage } = current();
      const account = current().account('anna', 'Anna');
      await storage.createAccount(account);
      const [bob] = await current().people(1);
      if (!bob) throw new Error('one person');
      await storage.deactivateAccount(account.id, 30);
      const { id, name, displayName } = account;
      expect(await storage.peopleByIds([id])).toEqual([{ id, name, displayName, deactivated: true }]);
      expect(await storage.accountByName('anna')).toMatchObject({ id, deactivated: true });
      for (const query of ['', 'anna']) {
        const { people } = await storage.listPeople(query, '', 9);
        expect(people.map((person) => person.id)).not.toContain(id);
      }
      expect(await storage.createAccount(current().account('anna'))).toBe(false);
      const refused = { code: 'bad_credentials' };
      await expect(storage.createDevice(current().device(id, 'hash'))).rejects.toMatchObject(refused);
      const group = await current().group(bob, id);
      expect((await storage.head(bob, group))?.memberCount).toBe(1);
      expect(await current().add(group, bob, id)).toEqual({ kind: 'unchanged' });
      const direct = { kind: 'direct', id: current().conversationId(), at: 10 } as const;
      await expect(storage.createConversation({ ...direct, creator: bob, peer: id })).rejects.toMatchObject({
        code: 'not_found',
      });
      expect(await storage.changePassword(id, account.passwordHash, 'next', 'all')).toBeUndefined();
    });
  });
}
