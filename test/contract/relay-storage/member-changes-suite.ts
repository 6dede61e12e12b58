import { describe, expect, it } from 'vitest';
import type { AppendOutcome } from '../../../src/relay/storage/timeline-port.ts';
import type { MemberRole } from '../../../src/shared/model/conversation.ts';
import type { ConversationId, UserId } from '../../../src/shared/model/ids.ts';
import { appended, type Current } from './storage-fixture.ts';

export function describeMemberChanges(current: Current): void {
  function setRole(
    id: ConversationId,
    sender: UserId,
    user: UserId,
    role: MemberRole,
  ): Promise<AppendOutcome> {
    return current().append(id, sender, { kind: 'member.roleChanged', user, role });
  }

  function mute(
    id: ConversationId,
    sender: UserId,
    user: UserId,
    until: number | null,
  ): Promise<AppendOutcome> {
    return current().append(id, sender, { kind: 'member.muted', user, until });
  }

  /** A group of an owner, two admins and two members. */
  async function hierarchy(): Promise<{
    id: ConversationId;
    people: [UserId, UserId, UserId, UserId, UserId];
  }> {
    const [owner, admin, other, member, second] = await current().people(5);
    if (!owner || !admin || !other || !member || !second) throw new Error('five people');
    const id = await current().group(owner, admin, other, member, second);
    for (const user of [admin, other]) appended(await setRole(id, owner, user, 'admin'));
    return { id, people: [owner, admin, other, member, second] };
  }

  describe('roles', () => {
    it('[MEM-6] let the owner remove anybody, an admin members, a member nobody but themselves', async () => {
      const { id, people } = await hierarchy();
      const [owner, admin, other, member, second] = people;
      const forbidden = { kind: 'forbidden' };
      expect(await current().remove(id, admin, owner)).toEqual(forbidden);
      expect(await current().remove(id, admin, other)).toEqual(forbidden);
      expect(await current().remove(id, admin, member, other)).toEqual(forbidden);
      expect(await current().remove(id, member, second)).toEqual(forbidden);
      expect((await current().storage.head(owner, id))?.memberCount).toBe(5);
      appended(await current().remove(id, admin, member));
      appended(await current().remove(id, second, second));
      appended(await current().remove(id, owner, other, admin));
      expect((await current().storage.head(owner, id))?.memberCount).toBe(1);
    });

    it('[MEM-9] are changed by who decides over the person, and only if they change', async () => {
      const { id, people } = await hierarchy();
      const [owner, admin, other, member] = people;
      const [stranger] = await current().people(1);
      if (!stranger) throw new Error('one person');
      expect(await setRole(id, admin, other, 'member')).toEqual({ kind: 'forbidden' });
      expect(await setRole(id, owner, owner, 'member')).toEqual({ kind: 'forbidden' });
      expect(await setRole(id, owner, stranger, 'admin')).toEqual({ kind: 'no-member' });
      expect(await setRole(id, owner, admin, 'admin')).toEqual({ kind: 'unchanged' });
      const { event, roles } = appended(await setRole(id, owner, admin, 'member'));
      expect(event).toMatchObject({ user: admin, role: 'member', ordinal: 0 });
      expect(roles).toEqual([]);
      expect((await current().storage.head(admin, id))?.role).toBe('member');
      expect((await current().storage.head(member, id))?.role).toBe('member');
    });

    it('[MEM-9] leave one owner when a group is handed over, also twice in one breath', async () => {
      const { id, people } = await hierarchy();
      const [owner, admin, , member] = people;
      const hand = (user: UserId): Promise<AppendOutcome> =>
        current().append(id, owner, { kind: 'member.roleChanged', user, role: 'owner' }, ['owner']);
      const [first, second] = await Promise.all([hand(member), hand(admin)]);
      expect(appended(first).roles).toEqual([{ user: owner, role: 'admin' }]);
      expect(second).toEqual({ kind: 'forbidden' });
      const loaded = await current().storage.loadConversation(id);
      const owners = loaded?.members.filter(({ role }) => role === 'owner').map(({ user }) => user);
      expect(owners).toEqual([member]);
      expect((await current().storage.head(owner, id))?.role).toBe('admin');
    });
  });

  describe('mutes', () => {
    it('[MEM-11] are set by who decides over the person, and only if they change something', async () => {
      const { id, people } = await hierarchy();
      const [owner, admin, other, member] = people;
      const [stranger] = await current().people(1);
      if (!stranger) throw new Error('one person');
      for (const target of [owner, admin, other]) {
        expect(await mute(id, admin, target, 100)).toEqual({ kind: 'forbidden' });
      }
      expect(await mute(id, owner, stranger, 100)).toEqual({ kind: 'no-member' });
      expect(await mute(id, admin, member, null)).toEqual({ kind: 'unchanged' });
      appended(await mute(id, admin, member, 100));
      expect(await mute(id, admin, member, 100)).toEqual({ kind: 'unchanged' });
      appended(await mute(id, owner, other, 90));
      expect((await current().storage.head(member, id))?.mutedUntil).toBe(100);
      expect((await current().storage.head(owner, id))?.mutedUntil).toBeNull();
      appended(await mute(id, admin, member, null));
      expect((await current().storage.head(member, id))?.mutedUntil).toBeNull();
    });

    it('[MEM-11] hold from their commit to their time, over leaving and coming back', async () => {
      const { id, people } = await hierarchy();
      const [owner, , , member] = people;
      // The fixture writes at 20.
      const clientId = current().clientId();
      const [before, , after] = await Promise.all([
        current().send(id, member, 'in time', clientId),
        mute(id, owner, member, 21),
        current().send(id, member, 'too late'),
      ]);
      const { event } = appended(before);
      expect(after).toEqual({ kind: 'muted', until: 21 });
      expect(await current().send(id, member, 'again', clientId)).toEqual({ kind: 'duplicate', event });
      appended(await current().append(id, member, { kind: 'conversation.renamed', title: 'Not speech' }));
      await current().remove(id, owner, member);
      expect((await current().storage.head(member, id))?.mutedUntil).toBeNull();
      await current().add(id, owner, member);
      expect(await current().send(id, member)).toEqual({ kind: 'muted', until: 21 });
      appended(await mute(id, owner, member, 20));
      appended(await current().send(id, member));
    });
  });

  describe('announcements and the end of a group', () => {
    it('[MEM-12] are in the heads of members, and of nobody who left', async () => {
      const { id, people } = await hierarchy();
      const [owner, , , member] = people;
      const announce = (text: string | null): Promise<AppendOutcome> =>
        current().append(id, owner, { kind: 'conversation.announced', text });
      expect(await announce(null)).toEqual({ kind: 'unchanged' });
      expect(appended(await announce('Lunch at 12')).event).toMatchObject({
        text: 'Lunch at 12',
        ordinal: 0,
      });
      expect(await announce('Lunch at 12')).toEqual({ kind: 'unchanged' });
      expect((await current().storage.head(member, id))?.announcement).toBe('Lunch at 12');
      await current().remove(id, member, member);
      expect((await current().storage.head(member, id))?.announcement).toBeNull();
      appended(await announce(null));
      expect((await current().storage.head(owner, id))?.announcement).toBeNull();
    });

    it('[MEM-10] end every stay with the last event, and nothing is written after it', async () => {
      const { id, people } = await hierarchy();
      const [owner, admin, , member] = people;
      await current().send(id, member);
      await current().remove(id, owner, member);
      const { event, position } = appended(
        await current().append(id, owner, { kind: 'conversation.dissolved' }, ['owner']),
      );
      expect(await current().send(id, owner)).toEqual({ kind: 'not-member' });
      expect(await current().add(id, owner, member)).toEqual({ kind: 'not-member' });
      for (const user of [owner, admin]) {
        const head = await current().storage.head(user, id);
        expect(head).toMatchObject({ role: null, memberCount: 0, headSeq: event.seq, title: 'Plans' });
        expect(head?.memberships).toEqual([{ joined: 1, left: event.seq }]);
      }
      const earlier = await current().storage.head(member, id);
      expect(earlier?.memberships).toEqual([{ joined: 1, left: event.seq - 1 }]);
      const changed = await current().storage.listHeads(admin, position - 1, undefined, 9);
      expect(changed.heads.map((head) => head.id)).toEqual([id]);
      expect((await current().all(id)).at(-1)).toEqual(event);
      const loaded = await current().storage.loadConversation(id);
      expect(loaded?.members.every(({ role }) => role === null)).toBe(true);
    });

    it('gives the heads of many people at once, without strangers', async () => {
      const { id, people } = await hierarchy();
      const [owner, admin] = people;
      const [stranger] = await current().people(1);
      if (!stranger) throw new Error('one person');
      const { storage } = current();
      const heads = await storage.heads(id, [admin, stranger, owner]);
      expect(heads).toEqual([
        { user: admin, head: await storage.head(admin, id) },
        { user: owner, head: await storage.head(owner, id) },
      ]);
      expect(await storage.heads(current().conversationId(), [owner])).toEqual([]);
    });
  });
}
