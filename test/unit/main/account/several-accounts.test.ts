import { describe, expect, it } from 'vitest';
import { profilePicture } from '../../../../src/main/ipc/file-handlers.ts';
import { accountIdOf } from '../../../../src/main/profile/account-id.ts';
import type { UnreadMessages } from '../../../../src/main/sync/engine.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { MAX_ACCOUNTS } from '../../../../src/shared/ipc/views.ts';
import { type AccountId, ConversationId } from '../../../../src/shared/model/ids.ts';
import { PictureId } from '../../../../src/shared/model/profile-picture.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { engineStub, ID, me, world } from './account-world.ts';

describe('several accounts', () => {
  const [first, second, third] = ['ws://a/', 'ws://b/', 'ws://c/'].map((url) => accountIdOf(url, me.id));

  it('of the same person at two relays are two, each with its own engine, and the new one is shown', async () => {
    const { account, files } = world();
    await account.signIn({ url: 'ws://a/', name: 'lin', password: 'x' });
    await expect(account.signIn({ url: 'ws://b/', name: 'lin', password: 'x' })).resolves.toMatchObject({
      kind: 'ready',
      id: second,
    });
    expect(account.list().map(({ id }) => id)).toEqual([first, second]);
    expect(account.isShown(first ?? ID)).toBe(false);
    expect(files.accounts.value).toEqual({ active: second, accounts: [first, second] });
  });

  it('are switched, and the next start shows what was shown, in the same order', async () => {
    const before = world();
    for (const url of ['ws://a/', 'ws://b/', 'ws://c/']) before.remember(url);
    await before.account.restore();
    expect(await before.account.current()).toMatchObject({ id: first });
    await expect(before.account.switch(second ?? ID)).resolves.toMatchObject({ id: second });
    expect(before.files.accounts.value.active).toBe(second);
    await expectCode(before.account.switch(ID), 'not_found');

    const after = world();
    for (const url of ['ws://a/', 'ws://b/', 'ws://c/']) after.remember(url);
    after.files.accounts.value = before.files.accounts.value;
    await after.account.restore();
    expect(await after.account.current()).toMatchObject({ id: second });
    expect(after.account.list().map(({ id }) => id)).toEqual([first, second, third]);
  });

  it('have the picture of their person each, shown or not, and none behind the lock', async () => {
    const picture = PictureId.parse('p'.repeat(43));
    const { account, remember, setLocked } = world({
      openEngine: (id) =>
        Promise.resolve({
          ...engineStub(),
          picture: (of) =>
            Promise.resolve({ bytes: Buffer.from(JSON.stringify([id, of])), type: 'image/png' }),
        }),
    });
    for (const url of ['ws://a/', 'ws://b/']) remember(url);
    await account.restore();
    const read = async (id: AccountId | undefined) => {
      const found = await profilePicture(account, { of: { kind: 'account', account: id ?? ID }, picture });
      return JSON.parse(Buffer.from(found.bytes).toString()) as unknown;
    };
    for (const id of [first, second]) expect(await read(id)).toEqual([id, { kind: 'person', user: me.id }]);
    await expectCode(read(third), 'no_account');
    setLocked(true);
    await expectCode(read(second), 'no_account');
  });

  it('that cannot be opened keeps no other from its place', async () => {
    const { account, remember } = world({
      openEngine: (id) =>
        id === first ? Promise.reject(new AppError('store_newer')) : Promise.resolve(engineStub()),
    });
    for (const url of ['ws://a/', 'ws://b/']) remember(url);
    await account.restore();
    expect(await account.current()).toMatchObject({ kind: 'blocked' });
    await expect(account.switch(second ?? ID)).resolves.toMatchObject({ kind: 'ready', id: second });
  });

  it('are asked whose a conversation is, the shown one first, and behind the lock nobody is', async () => {
    const conversation = ConversationId.parse('019a0000-0000-7000-8000-0000000000c1');
    const knows = new Set<AccountId | undefined>();
    const { account, remember, setLocked } = world({
      openEngine: (id) =>
        Promise.resolve({
          ...engineStub(),
          // Only whether there is an answer is looked at.
          unread: () => Promise.resolve(knows.has(id) ? ({} as UnreadMessages) : undefined),
        }),
    });
    for (const url of ['ws://a/', 'ws://b/']) remember(url);
    await account.restore();
    expect(await account.whose(conversation)).toBeNull();
    knows.add(second);
    expect(await account.whose(conversation)).toBe(second);
    knows.add(first);
    expect(await account.whose(conversation)).toBe(first);
    await account.switch(second ?? ID);
    expect(await account.whose(conversation)).toBe(second);
    setLocked(true);
    expect(await account.whose(conversation)).toBeNull();
  });

  it('tell what each has unread, shown or not', async () => {
    const { account, lists, unread, remember } = world();
    for (const url of ['ws://a/', 'ws://b/']) remember(url);
    await account.restore();
    unread.get('ws://b/')?.(7);
    expect(lists.at(-1)).toBe('lin 0, lin 7');
    expect(account.list().map(({ unread: n }) => n)).toEqual([0, 7]);
  });

  it('sign out one by one; the one after it is shown', async () => {
    const { account, files, remember } = world();
    for (const url of ['ws://a/', 'ws://b/', 'ws://c/']) remember(url);
    await account.restore();
    await account.switch(second ?? ID);
    await expect(account.signOut()).resolves.toMatchObject({ id: third });
    await expect(account.signOut()).resolves.toMatchObject({ id: first });
    await expect(account.signOut()).resolves.toEqual({ kind: 'none' });
    expect(files.accounts.value).toEqual({ active: null, accounts: [] });
  });

  it('are at most nine', async () => {
    const { account, remember } = world();
    for (let n = 0; n < MAX_ACCOUNTS; n++) remember(`ws://${n}/`);
    await account.restore();
    await expectCode(account.signIn({ url: 'ws://more/', name: 'lin', password: 'x' }), 'too_many');
  });
});
