import type { ChannelId } from '../../../../shared/model/ids.ts';
import type { StoredChannel } from '../../channel-port.ts';
import type { ChannelRow } from '../../rows/channel.ts';
import type { Session } from '../session.ts';

/** With its publishers, in the order in which they were given. */
export type WholeChannelRow = ChannelRow & Pick<StoredChannel, 'publishers'>;

/** Channels and those who publish in them. */
export interface ChannelQueries {
  byId(id: ChannelId): Promise<WholeChannelRow | undefined>;
  createdAs(owner: number, clientId: string): Promise<WholeChannelRow | undefined>;
  all(): Promise<WholeChannelRow[]>;
  count(): Promise<number>;
  insert(id: ChannelId, owner: number, clientId: string, title: string, position: number): Promise<void>;
  change(channel: number, title: string, position: number): Promise<void>;
  replacePublishers(channel: number, accounts: readonly number[]): Promise<void>;
}

const SELECT = `SELECT c.key, c.id, c.title, a.id AS owner, c.position,
    ARRAY (SELECT b.id FROM channel_publisher p JOIN account b ON b.key = p.account
      WHERE p.channel = c.key ORDER BY p.place) AS publishers
  FROM channel c JOIN account a ON a.key = c.owner`;

export function prepareChannels(session: Session): ChannelQueries {
  const byId = session.prepare<[ChannelId], WholeChannelRow>(`${SELECT} WHERE c.id = ?`);
  const createdAs = session.prepare<[number, string], WholeChannelRow>(
    `${SELECT} WHERE c.owner = ? AND c.client_id = ?`,
  );
  const all = session.prepare<[], WholeChannelRow>(`${SELECT} ORDER BY c.key`);
  const count = session.prepare<[], number>('SELECT count(*) FROM channel').pluck();
  const insert = session.prepare<[ChannelId, number, string, string, number]>(
    'INSERT INTO channel (id, owner, client_id, title, position) VALUES (?, ?, ?, ?, ?)',
  );
  const change = session.prepare<[string, number, number]>(
    'UPDATE channel SET title = ?, position = ? WHERE key = ?',
  );
  const clear = session.prepare<[number]>('DELETE FROM channel_publisher WHERE channel = ?');
  const add = session.prepare<[number, readonly number[]]>(
    `INSERT INTO channel_publisher (channel, place, account)
     SELECT ?, place - 1, account FROM unnest(?::integer[]) WITH ORDINALITY AS given (account, place)`,
  );
  return {
    byId: (id) => byId.get(id),
    createdAs: (owner, clientId) => createdAs.get(owner, clientId),
    all: () => all.all(),
    count: async () => (await count.get()) ?? 0,
    insert: (id, owner, clientId, title, position) => insert.run(id, owner, clientId, title, position),
    change: (channel, title, position) => change.run(title, position, channel),
    async replacePublishers(channel, accounts) {
      await clear.run(channel);
      await add.run(channel, accounts);
    },
  };
}
