import { describe, expect, it } from 'vitest';
import { MAX_DRAFTS, MAX_DRAFT_UNITS } from '../../../src/shared/model/draft.ts';
import { MAX_TEXT_LENGTH } from '../../../src/shared/model/event.ts';
import type { ConversationId, DeviceId, UserId } from '../../../src/shared/model/ids.ts';
import { expectCode } from '../../support/expect-code.ts';
import type { Current } from './storage-fixture.ts';

export function describeDrafts(current: Current): void {
  async function deviceOf(user: UserId, name: string): Promise<DeviceId> {
    const device = current().device(user, `${name} of ${user}`);
    await current().storage.createDevice(device);
    return device.id;
  }

  async function scene() {
    const [anna, bo] = await current().people(2);
    if (!anna || !bo) throw new Error('two people');
    const group = await current().group(anna, bo);
    const [laptop, phone] = [await deviceOf(anna, 'laptop'), await deviceOf(anna, 'phone')];
    const write = (device: DeviceId, text: string, base = 0, conversation: ConversationId = group) =>
      current().storage.saveDraft({ user: anna, conversation, text, base, device });
    const texts = async (since = 0): Promise<string[]> =>
      (await current().storage.drafts(anna, since, 100)).map(({ text }) => text);
    return { anna, bo, group, laptop, phone, write, texts };
  }

  function revisionOf(outcome: { kind: string; revision?: number }): number {
    expect(outcome.kind).toBe('saved');
    return outcome.revision ?? 0;
  }

  describe('drafts', () => {
    it('[DRF-2] keep the newest of a device, whatever it was made from, and give it a greater revision', async () => {
      const { write, laptop, texts } = await scene();
      const first = revisionOf(await write(laptop, 'a'));
      const second = revisionOf(await write(laptop, 'ab'));
      expect(second).toBeGreaterThan(first);
      expect(await write(laptop, 'ab')).toEqual({ kind: 'saved', revision: second, changed: false });
      expect(await texts()).toEqual(['ab']);
      expect(await texts(first)).toEqual(['ab']);
      expect(await texts(second)).toEqual([]);
    });

    it('[DRF-2] are never replaced by another device that has not seen them', async () => {
      const { write, group, laptop, phone, texts } = await scene();
      const revision = revisionOf(await write(laptop, 'on the laptop'));
      const conflict = { kind: 'conflict', draft: { conversation: group, text: 'on the laptop', revision } };
      expect(await write(phone, 'on the phone')).toEqual(conflict);
      expect(await write(phone, '', revision - 1)).toEqual(conflict);
      expect(await texts()).toEqual(['on the laptop']);
      revisionOf(await write(phone, 'on the phone', revision));
      expect(await texts()).toEqual(['on the phone']);
    });

    it('[DRF-2] that were emptied lose to what is written, and are told as empty until then', async () => {
      const { write, laptop, phone, texts } = await scene();
      const base = revisionOf(await write(laptop, 'sent soon'));
      revisionOf(await write(laptop, '', base));
      expect(await texts(base)).toEqual(['']);
      revisionOf(await write(phone, 'written offline', base));
      expect(await texts(base)).toEqual(['written offline']);
    });

    it('[DRF-1] are each person’s own', async () => {
      const { write, bo, group, laptop } = await scene();
      await write(laptop, 'not for Bo');
      expect(await current().storage.drafts(bo, 0, 100)).toEqual([]);
      const device = await deviceOf(bo, 'laptop');
      const request = { user: bo, conversation: group, text: 'mine', base: 0, device };
      revisionOf(await current().storage.saveDraft(request));
      expect((await current().storage.drafts(bo, 0, 100)).map(({ text }) => text)).toEqual(['mine']);
    });

    it('[DRF-4] are for members; who is none any more may only empty theirs', async () => {
      const { write, anna, bo, group, laptop } = await scene();
      const stranger = current().conversationId();
      expect(await write(laptop, 'x', 0, stranger)).toEqual({ kind: 'not-member' });
      expect(await write(laptop, '', 0, stranger)).toEqual({ kind: 'not-member' });
      const elsewhere = await current().group(bo);
      expect(await write(laptop, 'x', 0, elsewhere)).toEqual({ kind: 'not-member' });
      const base = revisionOf(await write(laptop, 'half a thought'));
      await current().remove(group, anna, anna);
      expect(await write(laptop, 'more', base)).toEqual({ kind: 'not-member' });
      revisionOf(await write(laptop, '', base));
    });

    it('[DRF-4] are bounded in number and length, and an emptied one makes room', async () => {
      const { write, anna, laptop } = await scene();
      const long = 'x'.repeat(MAX_TEXT_LENGTH);
      const fits = MAX_DRAFT_UNITS / MAX_TEXT_LENGTH;
      const groups: ConversationId[] = [];
      for (let i = 0; i <= fits; i++) groups.push(await current().group(anna));
      for (const group of groups.slice(0, fits)) revisionOf(await write(laptop, long, 0, group));
      const last = groups.at(-1);
      if (!last) throw new Error('one more');
      expect(await write(laptop, 'x', 0, last)).toEqual({ kind: 'too-many' });
      revisionOf(await write(laptop, 'shorter', 0, groups[0]));
      revisionOf(await write(laptop, 'x', 0, last));
      expect(fits).toBeLessThan(MAX_DRAFTS);
    });

    it('[DRF-3] come in pages by their revisions', async () => {
      const { write, anna, laptop } = await scene();
      for (const text of ['one', 'two', 'three']) await write(laptop, text, 0, await current().group(anna));
      const first = await current().storage.drafts(anna, 0, 2);
      expect(first.map(({ text }) => text)).toEqual(['one', 'two']);
      const rest = await current().storage.drafts(anna, first[1]?.revision ?? 0, 2);
      expect(rest.map(({ text }) => text)).toEqual(['three']);
    });

    it('[SES-12] [SES-14] are refused from a device that was signed out, and removed with the account', async () => {
      const { write, anna, laptop, phone, texts } = await scene();
      await write(laptop, 'last words');
      await current().storage.deleteDevice(phone);
      await expectCode(write(phone, 'late'), 'bad_token');
      await current().storage.deactivateAccount(anna, 9);
      expect(await texts()).toEqual([]);
    });
  });
}
