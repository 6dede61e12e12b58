import type Database from 'better-sqlite3';
import type { ChannelId, UserId } from '../../../../shared/model/ids.ts';
import type { ChannelRow } from '../../rows/channel.ts';

/** Channels and those who publish in them. */
export interface ChannelQueries {
  byId(id: ChannelId): ChannelRow | undefined;
  createdAs(owner: number, clientId: Buffer): ChannelRow | undefined;
  all(): ChannelRow[];
  count(): number;
  insert(id: ChannelId, owner: number, clientId: Buffer, title: string, position: number): void;
  change(channel: number, title: string, position: number): void;
  publishers(channel: number): UserId[];
  replacePublishers(channel: number, accounts: readonly number[]): void;
}

const SELECT = `SELECT c.key, c.id, c.title, a.id AS owner, c.position FROM channel c JOIN account a ON a.key = c.owner`;

export function prepareChannels(database: Database.Database): ChannelQueries {
  const byId = database.prepare<[ChannelId], ChannelRow>(`${SELECT} WHERE c.id = ?`);
  const createdAs = database.prepare<[number, Buffer], ChannelRow>(
    `${SELECT} WHERE c.owner = ? AND c.client_id = ?`,
  );
  const all = database.prepare<[], ChannelRow>(`${SELECT} WHERE c.key > 0 ORDER BY c.key`);
  // None is ever removed.
  const count = database.prepare<[], number | null>('SELECT max(key) FROM channel').pluck();
  const insert = database.prepare<[ChannelId, number, Buffer, string, number]>(
    'INSERT INTO channel (id, owner, client_id, title, position) VALUES (?, ?, ?, ?, ?)',
  );
  const change = database.prepare<[string, number, number]>(
    'UPDATE channel SET title = ?, position = ? WHERE key = ?',
  );
  const publishers = database
    .prepare<[number], UserId>(
      `SELECT a.id FROM channel_publisher p JOIN account a ON a.key = p.account WHERE p.channel = ?
       ORDER BY p.place`,
    )
    .pluck();
  const clear = database.prepare<[number]>('DELETE FROM channel_publisher WHERE channel = ?');
  const add = database.prepare<[number, number, number]>('INSERT INTO channel_publisher VALUES (?, ?, ?)');
  return {
    byId: (id) => byId.get(id),
    createdAs: (owner, clientId) => createdAs.get(owner, clientId),
    all: () => all.all(),
    count: () => count.get() ?? 0,
    insert: (id, owner, clientId, title, position) => void insert.run(id, owner, clientId, title, position),
    change: (channel, title, position) => void change.run(title, position, channel),
    publishers: (channel) => publishers.all(channel),
    replacePublishers(channel, accounts) {
      clear.run(channel);
      accounts.forEach((account, place) => add.run(channel, place, account));
    },
  };
}
