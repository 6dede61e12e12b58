import { inTurn } from '../in-turn.ts';
import type { Session } from '../session.ts';
import type { Reaction } from '../../../../shared/model/event.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import type { ReactionFacts } from '../../append-facts.ts';
import { REACTION_USERS } from '../../message-revision.ts';

/** What is kept beside the events of messages: their edits, pins and reactions. */
export interface MessageExtrasQueries {
  addEdit(conversation: number, target: number, seq: number): Promise<void>;
  /** Seqs of the edits of this message. */
  edits(conversation: number, target: number): Promise<number[]>;
  isPinned(conversation: number, target: number): Promise<boolean>;
  pinCount(conversation: number): Promise<number>;
  /** Newest pin first. */
  pins(conversation: number): Promise<number[]>;
  pin(conversation: number, target: number, seq: number): Promise<void>;
  unpin(conversation: number, target: number): Promise<void>;
  react(conversation: number, target: number, emoji: string, account: number, seq: number): Promise<void>;
  unreact(conversation: number, target: number, emoji: string, account: number): Promise<void>;
  /** In the order of each emoji's first; of the users the first ones, and `reader` if they are among the others. */
  reactions(
    conversation: number,
    target: number,
    reader: { readonly account: number; readonly user: UserId } | undefined,
  ): Promise<Reaction[]>;
  reactionFacts(conversation: number, target: number, emoji: string, account: number): Promise<ReactionFacts>;
  /** Removes the pin and all reactions. */
  strip(conversation: number, target: number): Promise<void>;
}

export function prepareMessageExtras(session: Session): MessageExtrasQueries {
  const one = 'conversation = ? AND target = ?';
  const addEdit = session.prepare<[number, number, number]>('INSERT INTO message_edit VALUES (?, ?, ?)');
  const edits = session
    .prepare<[number, number], number>(`SELECT seq FROM message_edit WHERE ${one} ORDER BY seq`)
    .pluck();
  const isPinned = session.prepare<[number, number], number>(`SELECT 1 FROM pin WHERE ${one}`).pluck();
  const pinCount = session
    .prepare<[number], number>('SELECT count(*) FROM pin WHERE conversation = ?')
    .pluck();
  const pins = session
    .prepare<[number], number>('SELECT target FROM pin WHERE conversation = ? ORDER BY seq DESC')
    .pluck();
  const pin = session.prepare<[number, number, number]>('INSERT INTO pin VALUES (?, ?, ?)');
  const unpin = session.prepare<[number, number]>(`DELETE FROM pin WHERE ${one}`);
  const countUp = session.prepare<[number, number, string, number]>(
    `INSERT INTO reaction_emoji (conversation, target, emoji, since, count) VALUES (?, ?, ?, ?, 1)
     ON CONFLICT (conversation, target, emoji) DO UPDATE SET count = reaction_emoji.count + 1`,
  );
  const add = session.prepare<[number, number, string, number, number]>(
    'INSERT INTO reaction VALUES (?, ?, ?, ?, ?)',
  );
  const remove = session.prepare<[number, number, string, number]>(
    `DELETE FROM reaction WHERE ${one} AND emoji = ? AND account = ?`,
  );
  const countDown = session
    .prepare<[number, number, string], number>(
      `UPDATE reaction_emoji SET count = count - 1 WHERE ${one} AND emoji = ? RETURNING count`,
    )
    .pluck();
  const removeEmoji = session.prepare<[number, number, string]>(
    `DELETE FROM reaction_emoji WHERE ${one} AND emoji = ?`,
  );
  const emojis = session.prepare<[number, number], { readonly emoji: string; readonly count: number }>(
    `SELECT emoji, count FROM reaction_emoji WHERE ${one} ORDER BY since`,
  );
  const users = session
    .prepare<[number, number, string, number], UserId>(
      `SELECT (SELECT id FROM account WHERE key = reaction.account) FROM reaction
       WHERE ${one} AND emoji = ? ORDER BY seq LIMIT ?`,
    )
    .pluck();
  const isSet = session
    .prepare<[number, number, string, number], boolean>(
      `SELECT EXISTS (SELECT 1 FROM reaction WHERE ${one} AND emoji = ? AND account = ?)`,
    )
    .pluck();
  const facts = session.prepare<[number, number, number], { readonly emoji: string; readonly mine: boolean }>(
    `SELECT emoji, EXISTS (SELECT 1 FROM reaction r WHERE r.conversation = e.conversation AND r.target = e.target
       AND r.emoji = e.emoji AND r.account = ?) AS mine
     FROM reaction_emoji e WHERE e.conversation = ? AND e.target = ?`,
  );
  const strip = ['pin', 'reaction', 'reaction_emoji'].map((table) =>
    session.prepare<[number, number]>(`DELETE FROM ${table} WHERE ${one}`),
  );
  return {
    addEdit: (conversation, target, seq) => addEdit.run(conversation, target, seq),
    edits: (conversation, target) => edits.all(conversation, target),
    isPinned: async (conversation, target) => (await isPinned.get(conversation, target)) !== undefined,
    pinCount: async (conversation) => (await pinCount.get(conversation)) ?? 0,
    pins: (conversation) => pins.all(conversation),
    pin: (conversation, target, seq) => pin.run(conversation, target, seq),
    unpin: (conversation, target) => unpin.run(conversation, target),
    async react(conversation, target, emoji, account, seq) {
      await countUp.run(conversation, target, emoji, seq);
      await add.run(conversation, target, emoji, account, seq);
    },
    async unreact(conversation, target, emoji, account) {
      await remove.run(conversation, target, emoji, account);
      if ((await countDown.get(conversation, target, emoji)) === 0)
        await removeEmoji.run(conversation, target, emoji);
    },
    reactions: async (conversation, target, reader) =>
      inTurn(await emojis.all(conversation, target), async ({ emoji, count }) => {
        const first = await users.all(conversation, target, emoji, REACTION_USERS);
        const own =
          reader &&
          !first.includes(reader.user) &&
          (await isSet.get(conversation, target, emoji, reader.account)) === true;
        return { emoji, count, users: own ? [...first, reader.user] : first };
      }),
    async reactionFacts(conversation, target, emoji, account) {
      const rows = await facts.all(account, conversation, target);
      const wanted = rows.find((row) => row.emoji === emoji);
      return {
        emoji: rows.length,
        own: rows.filter(({ mine }) => mine).length,
        there: wanted !== undefined,
        mine: wanted?.mine ?? false,
      };
    },
    strip: async (conversation, target) => {
      for (const statement of strip) await statement.run(conversation, target);
    },
  };
}
