// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useAccount } from '../../../../src/renderer/src/stores/account.ts';
import { useAccounts } from '../../../../src/renderer/src/stores/accounts.ts';
import { useLock } from '../../../../src/renderer/src/stores/lock.ts';
import { setRenewal } from '../../../../src/renderer/src/stores/page-renewal.ts';
import { useToasts } from '../../../../src/renderer/src/stores/toasts.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { AccountId } from '../../../../src/shared/model/ids.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { person } from '../support/fake-world.ts';

const [A, B] = [AccountId.parse('a'.repeat(32)), AccountId.parse('b'.repeat(32))];
let bridge: FakeBridge;
let log: string[];

function ready(id: AccountId) {
  return {
    kind: 'ready' as const,
    id,
    me: person(1),
    relayName: 'R',
    relayUrl: 'ws://x',
    hosting: null,
  };
}

beforeEach(() => {
  setActivePinia(createPinia());
  bridge = new FakeBridge();
  installBridge(bridge);
  log = [];
  setRenewal(async (between) => {
    log.push('end');
    await between();
    log.push(`made after ${bridge.calls.map(({ name }) => name).join(', ') || 'nothing'}`);
  });
});
afterEach(() => {
  setRenewal(async (between) => {
    await between();
  });
});

describe('another account', () => {
  it('is shown when the page has let go of the one before', async () => {
    bridge.handlers['account.switch'] = ({ account }) => {
      log.push('switched');
      return ready(account);
    };
    useAccount().apply(ready(A));
    const accounts = useAccounts();
    await accounts.switchTo(A);
    expect(log).toEqual([]);
    accounts.apply({ accounts: [A, B].map((id) => ({ id, me: person(1), relayName: 'R', unread: 0 })) });
    await accounts.switchToNth(1);
    await accounts.switchToNth(5);
    expect(log).toEqual(['end', 'switched', 'made after account.switch']);
  });

  it('never begins in the page of one that has signed out', () => {
    const account = useAccount();
    account.apply(ready(A));
    account.apply({ kind: 'none' });
    account.apply(ready(B));
    expect(log).toEqual(['end']);
    expect(account.ready?.id).toBe(A);
  });

  it('is not shown by the page of the one before, however often it is told', () => {
    const account = useAccount();
    account.apply(ready(A));
    account.apply(ready(B));
    account.apply(ready(B));
    expect(log).toEqual(['end']);
    expect(account.ready?.id).toBe(A);
  });

  it('is told of in the page that is made when it could not be shown', async () => {
    bridge.handlers['account.switch'] = () => {
      throw new AppError('not_found');
    };
    setRenewal(async (between) => {
      try {
        await between();
      } finally {
        setActivePinia(createPinia());
      }
    });
    useAccount().apply(ready(A));
    const before = useToasts();
    await useAccounts().switchTo(B);
    expect(useToasts()).not.toBe(before);
    expect(useToasts().toasts.map(({ code }) => code)).toEqual(['not_found']);
  });

  it.each(['before', 'after'] as const)(
    'that hosts says so in its own page, told of %s the answer',
    async (told) => {
      const makes: Promise<void>[] = [];
      setRenewal((between) => {
        const made = between().then(() => {
          setActivePinia(createPinia());
          useAccount().apply(ready(B));
        });
        makes.push(made);
        return made;
      });
      const first = useAccount();
      first.apply(ready(A));
      bridge.handlers['account.host'] = async () => {
        if (told === 'before') first.apply(ready(B));
        await Promise.all(makes);
        return ready(B);
      };
      await first.host({ relayName: 'Home', name: 'lin', displayName: 'Lin', password: 'correct horse' });
      expect(makes).toHaveLength(1);
      expect(useAccount()).not.toBe(first);
      expect(useAccount().justHosted).toBe(true);
    },
  );

  it('counts in the sum of those that are not shown', () => {
    useAccount().apply(ready(A));
    const accounts = useAccounts();
    accounts.apply({
      accounts: [A, B].map((id, n) => ({ id, me: person(1), relayName: 'R', unread: 3 + n })),
    });
    expect(accounts.unreadElsewhere).toBe(4);
  });
});

describe('the lock', () => {
  it('ends a page that shows an account, and its memory with it', () => {
    const account = useAccount();
    account.apply(ready(A));
    account.apply({ kind: 'locked', waitsFor: 'passcode' });
    expect(log).toEqual(['end']);
  });

  it('unlocks a page that has shown nothing without making it anew', () => {
    const account = useAccount();
    account.apply({ kind: 'locked', waitsFor: 'passcode' });
    account.apply(ready(A));
    expect(log).toEqual([]);
    expect(account.ready?.id).toBe(A);
  });

  it('closes the page before it locks, so that drafts are handed over, and does nothing without a passcode', async () => {
    const state = { locked: false, idleMinutes: 15 as const, protection: 'file' as const, waitMs: 0 };
    let passcode = false;
    bridge.handlers['lock.get'] = () => ({ ...state, passcode });
    bridge.handlers['lock.now'] = () => {
      log.push('locked');
      return { ...state, passcode, locked: true };
    };
    const lock = useLock();
    await lock.lockNow();
    expect(log).toEqual([]);
    passcode = true;
    await lock.load();
    await lock.lockNow();
    expect(log.slice(0, 2)).toEqual(['end', 'locked']);
  });
});
