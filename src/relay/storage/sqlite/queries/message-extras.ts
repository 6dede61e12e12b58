import type Database from 'better-sqlite3';
import type { Reaction } from '../../../../shared/model/event.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { ReactionFacts } from '../../append-facts.ts';
import { REACTION_USERS } from '../../message-revision.ts';

/** What is kept beside the events of messages: their edits, pins and reactions. */
export interface MessageExtrasQueries {
  addEdit(conversation: number, target: number, seq: number): void;
  /** Seqs of the edits of this message. */
  edits(conversation: number, target: number): number[];
  isPinned(conversation: number, target: number): boolean;
  pinCount(conversation: number): number;
  /** Newest pin first. */
  pins(conversation: number): number[];
  pin(conversation: number, target: number, seq: number): void;
  unpin(conversation: number, target: number): void;
  react(conversation: number, target: number, emoji: string, account: number, seq: number): void;
  unreact(conversation: number, target: number, emoji: string, account: number): void;
  /** In the order of each emoji's first; of the users the first ones, and `reader` if they are among the others. */
  reactions(
    conversation: number,
    target: number,
    reader: { readonly account: number; readonly user: UserId } | undefined,
  ): Reaction[];
  reactionFacts(conversation: number, target: number, emoji: string, account: number): ReactionFacts;
  /** Removes the pin and all reactions. */
  strip(conversation: number, target: number): void;
}

export function prepareMessageExtras(database: Database.Database): MessageExtrasQueries {
  const one = 'conversation = ? AND target = ?';
  const addEdit = database.prepare<[number, number, number]>('INSERT INTO message_edit VALUES (?, ?, ?)');
  const edits = database
    .prepare<[number, number], number>(`SELECT seq FROM message_edit WHERE ${one} ORDER BY seq`)
    .pluck();
  const isPinned = database.prepare<[number, number], number>(`SELECT 1 FROM pin WHERE ${one}`).pluck();
  const pinCount = database
    .prepare<[number], number>('SELECT count(*) FROM pin WHERE conversation = ?')
    .pluck();
  const pins = database
    .prepare<[number], number>('SELECT target FROM pin WHERE conversation = ? ORDER BY seq DESC')
    .pluck();
  const pin = database.prepare<[number, number, number]>('INSERT INTO pin VALUES (?, ?, ?)');
  const unpin = database.prepare<[number, number]>(`DELETE FROM pin WHERE ${one}`);
  const countUp = database.prepare<[number, number, string, number]>(
    `INSERT INTO reaction_emoji (conversation, target, emoji, since, count) VALUES (?, ?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET count = count + 1`,
  );
  const add = database.prepare<[number, number, string, number, number]>(
    'INSERT INTO reaction VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare<[number, number, string, number]>(
    `DELETE FROM reaction WHERE ${one} AND emoji = ? AND account = ?`,
  );
  const countDown = database
    .prepare<[number, number, string], number>(
      `UPDATE reaction_emoji SET count = count - 1 WHERE ${one} AND emoji = ? RETURNING count`,
    )
    .pluck();
  const removeEmoji = database.prepare<[number, number, string]>(
    `DELETE FROM reaction_emoji WHERE ${one} AND emoji = ?`,
  );
  const emojis = database.prepare<[number, number], { readonly emoji: string; readonly count: number }>(
    `SELECT emoji, count FROM reaction_emoji WHERE ${one} ORDER BY since`,
  );
  const users = database
    .prepare<[number, number, string, number], UserId>(
      `SELECT (SELECT id FROM account WHERE key = reaction.account) FROM reaction
       WHERE ${one} AND emoji = ? ORDER BY seq LIMIT ?`,
    )
    .pluck();
  const has = database
    .prepare<[number, number, string, number], number>(
      `SELECT 1 FROM reaction WHERE ${one} AND emoji = ? AND account = ?`,
    )
    .pluck();
  const strip = ['pin', 'reaction', 'reaction_emoji'].map((table) =>
    database.prepare<[number, number]>(`DELETE FROM ${table} WHERE ${one}`),
  );
  const isSet = (conversation: number, target: number, emoji: string, account: number): boolean =>
    has.get(conversation, target, emoji, account) !== undefined;

  return {
    addEdit: (conversation, target, seq) => void addEdit.run(conversation, target, seq),
    edits: (conversation, target) => edits.all(conversation, target),
    isPinned: (conversation, target) => isPinned.get(conversation, target) !== undefined,
    pinCount: (conversation) => pinCount.get(conversation) ?? 0,
    pins: (conversation) => pins.all(conversation),
    pin: (conversation, target, seq) => void pin.run(conversation, target, seq),
    unpin: (conversation, target) => void unpin.run(conversation, target),
    react(conversation, target, emoji, account, seq) {
      countUp.run(conversation, target, emoji, seq);
      add.run(conversation, target, emoji, account, seq);
    },
    unreact(conversation, target, emoji, account) {
      remove.run(conversation, target, emoji, account);
      if (countDown.get(conversation, target, emoji) === 0) removeEmoji.run(conversation, target, emoji);
    },
    reactions: (conversation, target, reader) =>
      emojis.all(conversation, target).map(({ emoji, count }) => {
        const first = users.all(conversation, target, emoji, REACTION_USERS);
        const own =
          reader && !first.includes(reader.user) && isSet(conversation, target, emoji, reader.account);
        return { emoji, count, users: own ? [...first, reader.user] : first };
      }),
    reactionFacts(conversation, target, emoji, account) {
      const all = emojis.all(conversation, target).map((row) => row.emoji);
      const own = all.filter((each) => isSet(conversation, target, each, account));
      return {
        emoji: all.length,
        own: own.length,
        there: all.includes(emoji),
        mine: own.includes(emoji),
      };
    },
    strip: (conversation, target) => strip.forEach((statement) => statement.run(conversation, target)),
  };
}
