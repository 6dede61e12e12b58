import { describe, expect, it } from 'vitest';
import type { NewInvite } from '../../../src/relay/storage/invite-port.ts';
import type { AppendOutcome } from '../../../src/relay/storage/timeline-port.ts';
import type { ConversationId, DeviceId, UserId } from '../../../src/shared/model/ids.ts';
import { LIMITS } from '../../../src/shared/protocol/limits.ts';
import { appended, type Current } from './storage-fixture.ts';

const MANAGERS = ['owner', 'admin'] as const;

export function describeInvites(current: Current): void {
  function invite(creator: UserId, hash: string, more: Partial<NewInvite> = {}): NewInvite {
    return { hash, creator, at: 20, uses: null, expiresAt: null, ...more };
  }

  function join(conversation: ConversationId, user: UserId, hash: string, at = 20): Promise<AppendOutcome> {
    const event = { kind: 'member.added', users: [user] } as const;
    return current().storage.append({ conversation, sender: user, at, event, roles: [], invite: hash });
  }

  describe('invites to the relay', () => {
    it('[SES-10] let nobody in but the very first person without one', async () => {
      const { storage } = current();
      expect(await storage.mayRegister(undefined, 1)).toBe(true);
      const [one, two] = await Promise.all(
        ['anna', 'bob'].map((name) => storage.createInvitedAccount(current().account(name), undefined)),
      );
      expect([one, two]).toEqual(['created', 'bad-invite']);
      expect(await storage.mayRegister(undefined, 1)).toBe(false);
      expect(await storage.mayRegister('made up', 1)).toBe(false);
      expect(await storage.accountByName('bob')).toBeUndefined();
    });

    it('[SES-10] take a use together with the account, or neither', async () => {
      const { storage } = current();
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      expect(await storage.createRelayInvite(invite(anna, 'code', { uses: 2 }))).toBe('created');
      const register = (name: string): Promise<string> =>
        storage.createInvitedAccount(current().account(name), 'code');
      const outcomes = await Promise.all([
        register('bob'),
        register('bob'),
        register('chen'),
        register('dora'),
      ]);
      expect(outcomes).toEqual(['created', 'name-taken', 'created', 'bad-invite']);
      expect(await storage.mayRegister('code', 1)).toBe(false);
    });

    it('[SES-10] end at their time', async () => {
      const { storage } = current();
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      await storage.createRelayInvite(invite(anna, 'code', { expiresAt: 100 }));
      expect(await storage.mayRegister('code', 99)).toBe(true);
      expect(await storage.mayRegister('code', 100)).toBe(false);
      const late = { ...current().account('bob'), createdAt: 100 };
      expect(await storage.createInvitedAccount(late, 'code')).toBe('bad-invite');
    });

    it('[SES-11] are bounded for each person; those that have ended do not count', async () => {
      const { storage } = current();
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      for (let i = 0; i < LIMITS.openInvites; i++) {
        await storage.createRelayInvite(invite(anna, `code ${i}`, { expiresAt: i === 0 ? 50 : null }));
      }
      expect(await storage.createRelayInvite(invite(anna, 'more'))).toBe('too-many');
      expect(await storage.createRelayInvite(invite(bob, 'his'))).toBe('created');
      expect(await storage.createRelayInvite(invite(anna, 'more', { at: 50 }))).toBe('created');
      expect(await storage.mayRegister('more', 60)).toBe(true);
    });

    it('[SES-12] are refused to a device that is signed out', async () => {
      const { storage } = current();
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      const device = current().clientId() as string as DeviceId;
      const refused = { code: 'bad_token' };
      await expect(storage.createRelayInvite(invite(anna, 'code', { device }))).rejects.toMatchObject(
        refused,
      );
      expect(await storage.mayRegister('code', 1)).toBe(false);
    });
  });

  describe('invites to a group', () => {
    it('[MEM-13] are made and revoked by those who hold the roles', async () => {
      const { storage } = current();
      const [anna, bob, chen] = await current().people(3);
      if (!anna || !bob || !chen) throw new Error('three people');
      const id = await current().group(anna, bob);
      const group = { conversation: id, roles: MANAGERS };
      expect(await storage.createGroupInvite(invite(bob, 'his'), group)).toBe('forbidden');
      expect(await storage.createGroupInvite(invite(chen, 'hers'), group)).toBe('not-member');
      expect(await storage.createGroupInvite(invite(anna, 'code'), group)).toBe('created');
      expect(await storage.invitedTo('code', 20)).toBe(id);
      expect(await storage.invitedTo('his', 20)).toBeUndefined();
      expect(await storage.mayRegister('code', 20)).toBe(false);
      expect(await storage.revokeGroupInvites(bob, group)).toBe('forbidden');
      expect(await storage.revokeGroupInvites(chen, group)).toBe('not-member');
      expect(await storage.revokeGroupInvites(anna, group)).toBe('revoked');
      expect(await storage.invitedTo('code', 20)).toBeUndefined();
      expect(await join(id, chen, 'code')).toEqual({ kind: 'bad-invite' });
    });

    it('[MEM-13] let people in and in again, once per use, with themselves as the sender', async () => {
      const { storage } = current();
      const [anna, bob, chen] = await current().people(3);
      if (!anna || !bob || !chen) throw new Error('three people');
      const id = await current().group(anna);
      const other = await current().group(anna);
      await storage.createGroupInvite(invite(anna, 'code', { uses: 2 }), {
        conversation: id,
        roles: MANAGERS,
      });
      expect(await join(other, bob, 'code')).toEqual({ kind: 'bad-invite' });
      expect(appended(await join(id, bob, 'code')).event).toMatchObject({
        sender: bob,
        users: [bob],
        seq: 2,
      });
      expect(await join(id, bob, 'code')).toEqual({ kind: 'unchanged' });
      await current().remove(id, anna, bob);
      expect(appended(await join(id, bob, 'code')).event).toMatchObject({ seq: 4 });
      expect(await join(id, chen, 'code')).toEqual({ kind: 'bad-invite' });
      expect((await storage.head(bob, id))?.memberships).toEqual([
        { joined: 2, left: 3 },
        { joined: 4, left: null },
      ]);
    });

    it('[MEM-13] end at their time, and with the group', async () => {
      const { storage } = current();
      const [anna, bob] = await current().people(2);
      if (!anna || !bob) throw new Error('two people');
      const id = await current().group(anna);
      const group = { conversation: id, roles: MANAGERS };
      await storage.createGroupInvite(invite(anna, 'soon', { expiresAt: 30 }), group);
      await storage.createGroupInvite(invite(anna, 'never'), group);
      expect(await join(id, bob, 'soon', 30)).toEqual({ kind: 'bad-invite' });
      expect(await storage.invitedTo('never', 30)).toBe(id);
      await current().append(id, anna, { kind: 'conversation.dissolved' });
      expect(await storage.invitedTo('never', 30)).toBeUndefined();
    });

    it('[MEM-13] are bounded for each group', async () => {
      const { storage } = current();
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      const group = { conversation: await current().group(anna), roles: MANAGERS };
      for (let i = 0; i < LIMITS.openInvites; i++) {
        await storage.createGroupInvite(invite(anna, `code ${i}`), group);
      }
      expect(await storage.createGroupInvite(invite(anna, 'more'), group)).toBe('too-many');
      const other = { conversation: await current().group(anna), roles: MANAGERS };
      expect(await storage.createGroupInvite(invite(anna, 'more'), other)).toBe('created');
    });
  });
}
