import type { Engine } from '../sync/engine.ts';

/** The part of an engine that tells of badges. */
export type BadgeSource = Pick<Engine, 'on' | 'totalUnread'> & {
  readonly handle: Pick<Engine['handle'], 'channel.list'>;
};

/** The number on dock, taskbar and tray: the sum of all badges of the page (X3), conversations and channels alike. */
export interface Total {
  /** Counts in until the returned function is called. */
  attach(source: BadgeSource): () => void;
  value(): number;
}

/** Tells `onChange` each new number, and none twice. */
export function createTotal(onChange: (total: number) => void, onError: (error: unknown) => void): Total {
  const parts = new Map<BadgeSource, { conversations: number; channels: number }>();
  let told = 0;

  function sum(): number {
    return [...parts.values()].reduce((all, part) => all + part.conversations + part.channels, 0);
  }

  function tell(): void {
    const next = sum();
    if (next === told) return;
    told = next;
    onChange(next);
  }

  return {
    value: () => told,
    attach(source) {
      const part = { conversations: 0, channels: 0 };
      /** Something newer than the answer to what was asked first. */
      const newer = { conversations: false, channels: false };
      parts.set(source, part);

      function take(which: 'conversations' | 'channels', count: number, isFirst = false): void {
        if (isFirst && newer[which]) return;
        newer[which] = true;
        part[which] = count;
        tell();
      }
      const ofChannels = (channels: readonly { readonly unread: number }[]): number =>
        channels.reduce((all, { unread }) => all + unread, 0);

      const ends = [
        source.on('store.changed', ({ totalUnread }) => take('conversations', totalUnread)),
        source.on('channels.changed', ({ channels }) => take('channels', ofChannels(channels))),
      ];
      source
        .totalUnread()
        .then((totalUnread) => take('conversations', totalUnread, true))
        .catch(onError);
      source.handle['channel.list']({})
        .then(({ channels }) => take('channels', ofChannels(channels), true))
        .catch(onError);
      return () => {
        for (const end of ends) end();
        parts.delete(source);
        tell();
      };
    },
  };
}
