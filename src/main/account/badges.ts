import type { AccountId } from '../../shared/model/ids.ts';
import type { Engine } from '../sync/engine.ts';

/** What each account has unread, shown or not: conversations and channels together. */
export interface Badges {
  /** Counts from what the account's store holds, and then from its engine's events. */
  follow(account: AccountId, engine: Pick<Engine, 'handle' | 'on' | 'totalUnread'>): void;
  forget(account: AccountId): void;
  /** 0 while it is not known. */
  of(account: AccountId): number;
}

interface Counts {
  conversations: number | undefined;
  channels: number | undefined;
}

/** `onChange` hears of every number that is another one than before. */
export function createBadges(onChange: () => void): Badges {
  const all = new Map<AccountId, Counts>();

  const sum = ({ conversations = 0, channels = 0 }: Counts): number => conversations + channels;

  return {
    follow(account, engine) {
      const counts: Counts = { conversations: undefined, channels: undefined };
      const forgotten = (): boolean => all.get(account) !== counts;
      all.set(account, counts);
      function set(part: Partial<Counts>): void {
        if (forgotten()) return;
        const before = sum(counts);
        Object.assign(counts, part);
        if (sum(counts) !== before) onChange();
      }
      const unreadOf = (channels: readonly { readonly unread: number }[]): number =>
        channels.reduce((total, { unread }) => total + unread, 0);
      engine.on('store.changed', ({ totalUnread }) => set({ conversations: totalUnread }));
      engine.on('channels.changed', ({ channels }) => set({ channels: unreadOf(channels) }));
      // An event is newer than an answer that it overtakes.
      void engine.totalUnread().then(
        (totalUnread) => set({ conversations: counts.conversations ?? totalUnread }),
        () => undefined,
      );
      void engine.handle['channel.list']({}).then(
        ({ channels }) => set({ channels: counts.channels ?? unreadOf(channels) }),
        () => undefined,
      );
    },
    forget(account) {
      all.delete(account);
    },
    of: (account) => sum(all.get(account) ?? { conversations: 0, channels: 0 }),
  };
}
