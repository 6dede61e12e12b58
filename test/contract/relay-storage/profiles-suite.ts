import { describe, expect, it } from 'vitest';
import type { ProfileChange } from '../../../src/relay/storage/profile-port.ts';
import type { UserId } from '../../../src/shared/model/ids.ts';
import { expectCode } from '../../support/expect-code.ts';
import { type TestPicture, testPicture } from '../../support/profile-pictures.ts';
import { appended, EVERYBODY, type Current } from './storage-fixture.ts';

const GREY = testPicture(120);
const WHITE = testPicture(255);

const asNew = ({ id, base64 }: TestPicture) => ({ id, bytes: base64 });

export function describeProfiles(current: Current): void {
  async function two(): Promise<readonly [UserId, UserId]> {
    const [anna, bo] = await current().people(2);
    if (!anna || !bo) throw new Error('two people');
    return [anna, bo];
  }
  const change = (user: UserId, news: Omit<ProfileChange, 'user'>) =>
    current().storage.changeProfile({ user, ...news });
  const changed = async (since: number, limit = 100) =>
    (await current().storage.changedPeople(since, limit)).map(({ person }) => person.id);
  const found = async (query: string) =>
    (await current().storage.listPeople(query, '', 10)).people.map(({ id }) => id);
  const bytes = (picture: TestPicture) => current().storage.profilePicture(picture.id);

  describe('profiles', () => {
    it('[PRF-1] rename people, who are found by the new name and no longer by the old one', async () => {
      const { storage } = current();
      const account = current().account('zoe', '\u5f20\u4e09');
      await storage.createAccount(account);
      expect(await found('zhangs')).toEqual([account.id]);
      const outcome = await change(account.id, { displayName: 'Zoe Miller' });
      expect(outcome).toMatchObject({ kind: 'changed', person: { displayName: 'Zoe Miller', name: 'zoe' } });
      expect(await found('zhangs')).toEqual([]);
      expect(await found('mill')).toEqual([account.id]);
      expect(await found('zoe')).toEqual([account.id]);
      expect((await change(account.id, { displayName: 'Zoe Miller' })).kind).toBe('unchanged');
      expect(await storage.accountById(account.id)).toMatchObject({ passwordHash: account.passwordHash });
    });

    it('[PRF-2] keep each picture once, as long as somebody has it', async () => {
      const [anna, bo] = await two();
      expect(await change(anna, { picture: asNew(GREY) })).toMatchObject({ person: { picture: GREY.id } });
      await change(bo, { picture: asNew(GREY) });
      expect((await change(bo, { picture: asNew(GREY) })).kind).toBe('unchanged');
      expect(await change(anna, { picture: asNew(WHITE) })).toMatchObject({ person: { picture: WHITE.id } });
      expect(await bytes(GREY)).toBe(GREY.base64);
      expect(await bytes(WHITE)).toBe(WHITE.base64);
      const without = await change(bo, { picture: null });
      expect(without.kind === 'changed' && without.person).not.toHaveProperty('picture');
      expect(await bytes(GREY)).toBeUndefined();
      expect((await current().storage.peopleByIds([anna]))[0]?.picture).toBe(WHITE.id);
    });

    it('[PRF-3] tell whose name or picture changed after a position, each once, in the order of the newest change', async () => {
      const [anna, bo] = await two();
      const start = await current().storage.position();
      expect(await changed(0)).toEqual([]);
      await change(anna, { displayName: 'Anna B' });
      await change(bo, { displayName: 'Bo B' });
      const again = await change(anna, { picture: asNew(GREY) });
      expect(await changed(start)).toEqual([bo, anna]);
      expect(await changed(start, 1)).toEqual([bo]);
      expect(again.kind === 'changed' && (await changed(again.position))).toEqual([]);
      expect(again.kind === 'changed' && again.position).toBe(await current().storage.position());
    });

    it('[PRF-7] tell who is gone like any change, once, by the owner or an administrator', async () => {
      const [anna, bo] = await two();
      const { storage } = current();
      await change(anna, { displayName: 'Anna B', picture: asNew(GREY) });
      await current().group(anna, bo);
      const start = await storage.position();
      const gone = await storage.deactivateAccount(anna, 30);
      expect(gone.position).toBeGreaterThan(start);
      expect(await storage.changedPeople(start, 9)).toEqual([
        {
          person: expect.objectContaining({
            id: anna,
            displayName: 'Anna B',
            picture: GREY.id,
            deactivated: true,
          }) as unknown,
          position: gone.position,
        },
      ]);
      expect(await storage.deactivateAccount(anna, 31)).toEqual({ devices: [], left: [] });
      expect(await changed(gone.position ?? 0)).toEqual([]);
      const administrator = { origin: 'relay', user: null, operator: null, address: null } as const;
      const giveUp = { kind: 'deactivateAccount', user: bo } as const;
      const outcome = await storage.administer(administrator, 40, giveUp);
      const last = (await storage.changedPeople(gone.position ?? 0, 9)).at(-1);
      expect(last?.person).toMatchObject({ id: bo, deactivated: true });
      expect(outcome).toMatchObject({ kind: 'done', person: { user: bo, position: last?.position } });
    });

    it('[PRF-5] give a group a picture by an event, and take it from a dissolved one', async () => {
      const [anna, bo] = await two();
      const { storage } = current();
      const group = await current().group(anna, bo);
      const append = (picture: TestPicture | null) =>
        storage.append({
          conversation: group,
          sender: anna,
          at: 20,
          roles: EVERYBODY,
          event: { kind: 'conversation.pictureChanged', picture: picture?.id ?? null },
          ...(picture && { picture: asNew(picture) }),
        });
      const shown = async (user: UserId) => (await storage.head(user, group))?.picture;
      expect(appended(await append(GREY)).event).toMatchObject({
        kind: 'conversation.pictureChanged',
        picture: GREY.id,
      });
      expect((await append(GREY)).kind).toBe('unchanged');
      expect(await shown(bo)).toBe(GREY.id);
      expect(await bytes(GREY)).toBe(GREY.base64);
      await change(bo, { picture: asNew(GREY) });
      await append(null);
      expect(await shown(bo)).toBeNull();
      expect((await append(null)).kind).toBe('unchanged');
      expect(await bytes(GREY)).toBe(GREY.base64);
      await append(WHITE);
      await current().append(group, anna, { kind: 'member.removed', users: [bo] });
      expect(await shown(bo)).toBeNull();
      await current().append(group, anna, { kind: 'conversation.dissolved' });
      expect(await bytes(WHITE)).toBeUndefined();
      const events = await storage.readTimeline(group, [[1, 9]], 9, 100_000);
      expect(events.flatMap((event) => ('picture' in event ? [event.picture] : []))).toEqual([
        GREY.id,
        null,
        WHITE.id,
      ]);
    });

    it('[PRF-1] change nothing for a device that was signed out, nor for an account that was given up', async () => {
      const [anna] = await two();
      const device = current().device(anna, 'gone');
      await expectCode(change(anna, { displayName: 'Late', device: device.id }), 'bad_token');
      await current().storage.deactivateAccount(anna, 30);
      expect((await change(anna, { picture: asNew(GREY) })).kind).toBe('no-account');
      expect(await bytes(GREY)).toBeUndefined();
    });
  });
}
