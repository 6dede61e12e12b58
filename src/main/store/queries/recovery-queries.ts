import type { Database } from 'better-sqlite3';
import type { ConversationId } from '../../../shared/model/ids.ts';
import type { RangeSet } from '../../../shared/model/range-set.ts';

/** Why the file before this one could not be used. */
export type RecoveryReason = 'damaged' | 'empty' | 'foreign';

/** What became of it, and how far the taking over of its history is. */
export interface RecoveryRow {
  /** When it was moved aside; ms. */
  readonly at: number;
  readonly reason: RecoveryReason;
  /** Its name now, in the folder of this file. */
  readonly file: string;
  /** Whether anything could be read of it. */
  readonly readable: number;
  readonly unsent: number;
  /** 0: the outbox was hard to read; what else of it turns up is taken over. */
  readonly unsentWhole: number;
  readonly drafts: number;
  readonly messages: number;
  readonly step: 'list' | 'items' | 'done';
  /** The last item that was listed. */
  readonly cursor: number;
  /** 1: all of it could be read so far. */
  readonly whole: number;
  /** 1: the user has been told. */
  readonly seen: number;
}

/** A conversation whose items are still to be taken over, by its number in the old file. */
export interface SalvageConversation {
  readonly num: number;
  readonly id: ConversationId;
  /** When something was said there last; ms. */
  readonly at: number;
  /** What was on disk. */
  readonly held: RangeSet;
}

export interface RecoveryQueries {
  get(): RecoveryRow | undefined;
  put(row: RecoveryRow): void;
  setSeen(): void;

  addConversation(conversation: SalvageConversation): void;
  /** The one with the newest message. */
  nextConversation(): SalvageConversation | undefined;
  removeConversation(num: number): void;
  addItem(conversation: number, seq: number, id: number): void;
  /** Ids in the old file, newest first. */
  items(conversation: number, limit: number): { readonly seq: number; readonly id: number }[];
  /** From this seq on. */
  removeItems(conversation: number, from: number): void;
  /** Forgets all that was to be taken over. */
  clear(): void;
}

export function createRecoveryQueries(db: Database): RecoveryQueries {
  const get = db.prepare<[], RecoveryRow>(`
    SELECT at, reason, file, readable, unsent, unsent_whole AS unsentWhole, drafts, messages, step, cursor, whole, seen
    FROM recovery`);
  const put = db.prepare<[RecoveryRow]>(`
    INSERT OR REPLACE INTO recovery
      (num, at, reason, file, readable, unsent, unsent_whole, drafts, messages, step, cursor, whole, seen)
    VALUES (1, @at, @reason, @file, @readable, @unsent, @unsentWhole, @drafts, @messages, @step, @cursor, @whole, @seen)`);
  const setSeen = db.prepare('UPDATE recovery SET seen = 1');
  const addConversation = db.prepare<[number, string, number, string]>(
    'INSERT INTO salvage_conversation (num, id, at, held) VALUES (?, ?, ?, ?)',
  );
  const nextConversation = db.prepare<[], { num: number; id: ConversationId; at: number; held: string }>(
    'SELECT num, id, at, held FROM salvage_conversation ORDER BY at DESC LIMIT 1',
  );
  const removeConversation = db.prepare<[number]>('DELETE FROM salvage_conversation WHERE num = ?');
  const addItem = db.prepare<[number, number, number]>(
    'INSERT OR IGNORE INTO salvage_item (conversation, seq, id) VALUES (?, ?, ?)',
  );
  const items = db.prepare<[number, number], { seq: number; id: number }>(
    'SELECT seq, id FROM salvage_item WHERE conversation = ? ORDER BY seq DESC LIMIT ?',
  );
  const removeItems = db.prepare<[number, number]>(
    'DELETE FROM salvage_item WHERE conversation = ? AND seq >= ?',
  );
  const clearItems = db.prepare('DELETE FROM salvage_item');
  const clearConversations = db.prepare('DELETE FROM salvage_conversation');
  return {
    get: () => get.get(),
    put: (row) => void put.run(row),
    setSeen: () => void setSeen.run(),
    addConversation: ({ num, id, at, held }) => void addConversation.run(num, id, at, JSON.stringify(held)),
    nextConversation() {
      const row = nextConversation.get();
      // Written by `addConversation`.
      return row && { ...row, held: JSON.parse(row.held) as RangeSet };
    },
    removeConversation: (num) => void removeConversation.run(num),
    addItem: (conversation, seq, id) => void addItem.run(conversation, seq, id),
    items: (conversation, limit) => items.all(conversation, limit),
    removeItems: (conversation, from) => void removeItems.run(conversation, from),
    clear() {
      clearItems.run();
      clearConversations.run();
    },
  };
}
