import type { Database } from 'better-sqlite3';

/** Stands for everybody whom a pulled message counts and does not name. */
export const OTHERS = 0;

/** A person's last word on one emoji of one message. */
export interface ReactionWord {
  /** 1: it is set; 0: it was taken back. */
  readonly amount: number;
  readonly seq: number;
}

/** Writing reactions, by the conversation's row and the seq of the message. */
export interface ReactionQueries {
  word(conversation: number, target: number, emoji: string, person: number): ReactionWord | undefined;
  say(conversation: number, target: number, emoji: string, person: number, word: ReactionWord): void;
  /** `seq` sorts them where nobody is known. */
  addOthers(conversation: number, target: number, emoji: string, amount: number, seq: number): void;
  /** Forgets what was said up to this seq. */
  clear(conversation: number, target: number, upTo: number): void;
}

export function createReactionQueries(db: Database): ReactionQueries {
  const word = db.prepare<[number, number, string, number], ReactionWord>(
    'SELECT amount, seq FROM reaction WHERE conversation = ? AND target = ? AND emoji = ? AND person = ?',
  );
  const say = db.prepare<[number, number, string, number, number, number]>(
    'INSERT OR REPLACE INTO reaction (conversation, target, emoji, person, amount, seq) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const addOthers = db.prepare<[number, number, string, number, number, number]>(`
    INSERT INTO reaction (conversation, target, emoji, person, amount, seq) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET amount = amount + excluded.amount`);
  const clear = db.prepare<[number, number, number]>(
    'DELETE FROM reaction WHERE conversation = ? AND target = ? AND seq <= ?',
  );
  return {
    word: (conversation, target, emoji, person) => word.get(conversation, target, emoji, person),
    say: (conversation, target, emoji, person, { amount, seq }) =>
      void say.run(conversation, target, emoji, person, amount, seq),
    addOthers: (conversation, target, emoji, amount, seq) =>
      void addOthers.run(conversation, target, emoji, OTHERS, amount, seq),
    clear: (conversation, target, upTo) => void clear.run(conversation, target, upTo),
  };
}
