import { describe, expect, it } from 'vitest';
import { HOSTED, ID, world } from './account-world.ts';

describe('behind the lock', () => {
  it('nothing is opened at the start, and the hosted relay works', async () => {
    const { account, log, files, remember, setLocked } = world();
    setLocked(true);
    files.hosting.value = { name: 'office', port: 7777 };
    remember();
    await account.restore();
    expect(await account.current()).toEqual({ kind: 'locked', waitsFor: 'passcode' });
    expect(log).toEqual(['relay start 7777']);
    setLocked(false);
    await account.lockChanged();
    expect(await account.current()).toMatchObject({ kind: 'ready', id: ID });
    expect(log).toEqual(['relay start 7777', 'engine open secret', 'engine start']);
  });

  it('what is open goes on, and nothing of it is shown', async () => {
    const { account, log, states, unread, lists, remember, setLocked } = world();
    remember();
    await account.restore();
    setLocked(true);
    await account.lockChanged();
    unread.get(HOSTED)?.(3);
    expect(states.at(-1)).toBe('locked');
    expect(lists.at(-1)).toBe('');
    expect(account.engine()).toBeUndefined();
    expect(account.isShown(ID)).toBe(false);
    expect(log).not.toContain('engine stop');
    setLocked(false);
    await account.lockChanged();
    expect(account.engine()).toBeDefined();
    expect(lists.at(-1)).toBe('lin 3');
  });

  it('who has forgotten the passcode starts anew: nobody is signed in, and nothing is left', async () => {
    const { account, files, remember, setLocked } = world();
    setLocked(true);
    remember();
    await account.restore();
    await expect(account.startAnew()).resolves.toEqual({ kind: 'none' });
    expect(files.accounts.value.accounts).toEqual([]);
    expect(files.account(ID).value).toBeNull();
  });
});
