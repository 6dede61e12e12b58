import type Database from 'better-sqlite3';
import type { CallbackId, HookId, UserId } from '../../../../shared/model/ids.ts';
import { MAX_LOGGED } from '../../../../shared/model/integration.ts';
import type { AttemptResult, LoggedDelivery, StoredCallback, StoredHook } from '../../integration-port.ts';
import {
  type CallbackRow,
  type DeliveryRow,
  type Listener,
  type LogRow,
  type NewCallbackRow,
  type NewDeliveryRow,
  type NewHookRow,
  toCallback,
  toLogged,
} from '../../rows/integration.ts';

/** Bots, hooks, callbacks and their deliveries. */
export interface IntegrationQueries {
  addBot(account: number): void;
  isBot(account: number): boolean;
  /** Also those given up. */
  bots(): UserId[];
  hooks(): StoredHook[];
  hookByTokenHash(hash: string): StoredHook | undefined;
  hookLabel(id: HookId): string | undefined;
  countHooks(): number;
  addHook(hook: NewHookRow): void;
  removeHook(id: HookId): void;
  callbacks(): StoredCallback[];
  callbackKey(id: CallbackId): number | undefined;
  countCallbacks(): number;
  addCallback(callback: NewCallbackRow): void;
  /** With its deliveries. */
  removeCallback(key: number): void;
  /** Every hook and callback of the bot. */
  removeAllOf(account: number): void;
  /** Who is told of this kind. */
  listeners(kind: string): Listener[];
  /** One more waits. */
  queue(callback: number, delivery: NewDeliveryRow): void;
  miss(callback: number): void;
  next(callback: number): DeliveryRow | undefined;
  settle(id: string, result: AttemptResult): void;
  log(callback: number, before: number, limit: number): LoggedDelivery[];
  expire(before: number, limit: number): number;
}

type Cell = string | number | null;

const HOOK = `SELECT id, label, (SELECT id FROM account WHERE key = hook.bot) AS bot,
    (SELECT id FROM conversation WHERE key = hook.conversation) AS conversation,
    (SELECT title FROM conversation WHERE key = hook.conversation) AS title, created_at AS createdAt
  FROM hook`;

export function prepareIntegrations(database: Database.Database): IntegrationQueries {
  const addBot = database.prepare<[number]>('INSERT INTO bot VALUES (?)');
  const isBot = database.prepare<[number], number>('SELECT 1 FROM bot WHERE account = ?').pluck();
  const bots = database
    .prepare<[], UserId>('SELECT (SELECT id FROM account WHERE key = bot.account) FROM bot WHERE account > 0')
    .pluck();
  const hooks = database.prepare<[], StoredHook>(`${HOOK} WHERE key > 0 ORDER BY key`);
  const hookByTokenHash = database.prepare<[string], StoredHook>(`${HOOK} WHERE token_hash = ?`);
  const hookLabel = database.prepare<[HookId], string>('SELECT label FROM hook WHERE id = ?').pluck();
  const countHooks = database.prepare<[], number>('SELECT count(*) FROM hook WHERE key > 0').pluck();
  const addHook = database.prepare<Cell[]>(
    'INSERT INTO hook (id, token_hash, bot, conversation, label, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const removeHook = database.prepare<[HookId]>('DELETE FROM hook WHERE id = ?');
  const removeHooksOf = database.prepare<[number]>('DELETE FROM hook WHERE key > 0 AND bot = ?');
  const callbacks = database.prepare<[], CallbackRow>(
    `SELECT id, (SELECT id FROM account WHERE key = callback.bot) AS bot, url, secret, kinds,
       created_at AS createdAt, waiting, missed
     FROM callback WHERE key > 0 ORDER BY key`,
  );
  const callbackKey = database.prepare<[CallbackId], number>('SELECT key FROM callback WHERE id = ?').pluck();
  const countCallbacks = database.prepare<[], number>('SELECT count(*) FROM callback WHERE key > 0').pluck();
  const addCallback = database.prepare<Cell[]>(
    'INSERT INTO callback (id, bot, url, secret, kinds, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const removeDeliveries = database.prepare<[number]>('DELETE FROM delivery WHERE callback = ?');
  const removeCallback = database.prepare<[number]>('DELETE FROM callback WHERE key = ?');
  const callbacksOf = database
    .prepare<[number], number>('SELECT key FROM callback WHERE key > 0 AND bot = ?')
    .pluck();
  // A relay has a few of them, or none.
  const listeners = database.prepare<[string], Listener>(
    `SELECT key, bot, (SELECT id FROM account WHERE key = callback.bot) AS user, waiting
     FROM callback WHERE key > 0 AND instr(kinds, json_quote(?)) > 0`,
  );
  const queue = database.prepare<Cell[]>(
    'INSERT INTO delivery (callback, kind, conversation, channel, seq, at, next_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const addWaiting = database.prepare<[number, number]>(
    'UPDATE callback SET waiting = waiting + ? WHERE key = ?',
  );
  const miss = database.prepare<[number]>('UPDATE callback SET missed = missed + 1 WHERE key = ?');
  const next = database.prepare<[number], DeliveryRow>(
    `SELECT id, kind, (SELECT id FROM conversation WHERE key = delivery.conversation) AS conversation, channel, seq, at,
       attempts, next_at AS nextAt
     FROM delivery WHERE callback = ? AND next_at IS NOT NULL ORDER BY next_at, key LIMIT 1`,
  );
  const waitingOf = database
    .prepare<[string], number>('SELECT callback FROM delivery WHERE id = ? AND next_at IS NOT NULL')
    .pluck();
  const settle = database.prepare<Cell[]>(
    `UPDATE delivery SET attempts = attempts + 1, next_at = ?, settled_at = ?, status = ?, problem = ? WHERE id = ?`,
  );
  const log = database.prepare<[number, number, number], LogRow>(
    `SELECT id, key AS cursor, kind, at, attempts, status, problem, settled_at AS settledAt, next_at AS nextAt
     FROM delivery WHERE callback = ? AND key < ? ORDER BY key DESC LIMIT ?`,
  );
  const newest = database.prepare<[], number | null>('SELECT max(key) FROM delivery').pluck();
  const oldest = database
    .prepare<[number, number], number>(
      'SELECT key FROM delivery WHERE settled_at IS NOT NULL AND settled_at < ? ORDER BY settled_at LIMIT ?',
    )
    .pluck();
  const surplus = database
    .prepare<[number, number], number>(
      'SELECT key FROM delivery WHERE key <= ? AND next_at IS NULL ORDER BY key LIMIT ?',
    )
    .pluck();
  const remove = database.prepare<[number]>('DELETE FROM delivery WHERE key = ?');

  function dropCallback(key: number): void {
    removeDeliveries.run(key);
    removeCallback.run(key);
  }

  return {
    addBot: (account) => void addBot.run(account),
    isBot: (account) => isBot.get(account) !== undefined,
    bots: () => bots.all(),
    hooks: () => hooks.all(),
    hookByTokenHash: (hash) => hookByTokenHash.get(hash),
    hookLabel: (id) => hookLabel.get(id),
    countHooks: () => countHooks.get() ?? 0,
    addHook: ({ id, tokenHash, bot, conversation, label, createdAt }) =>
      void addHook.run(id, tokenHash, bot, conversation, label, createdAt),
    removeHook: (id) => void removeHook.run(id),
    callbacks: () => callbacks.all().map(toCallback),
    callbackKey: (id) => callbackKey.get(id),
    countCallbacks: () => countCallbacks.get() ?? 0,
    addCallback: ({ id, bot, url, secret, kinds, createdAt }) =>
      void addCallback.run(id, bot, url, secret, JSON.stringify(kinds), createdAt),
    removeCallback: dropCallback,
    removeAllOf(account) {
      removeHooksOf.run(account);
      for (const key of callbacksOf.all(account)) dropCallback(key);
    },
    listeners: (kind) => listeners.all(kind),
    queue(callback, { kind, conversation, channel, seq, at }) {
      queue.run(callback, kind, conversation, channel, seq, at, at);
      addWaiting.run(1, callback);
    },
    miss: (callback) => void miss.run(callback),
    next: (callback) => next.get(callback),
    settle(id, { at, status, problem, nextAt }) {
      const callback = waitingOf.get(id);
      if (callback === undefined) return;
      settle.run(nextAt, nextAt === null ? at : null, status, problem, id);
      if (nextAt === null) addWaiting.run(-1, callback);
    },
    log: (callback, before, limit) => log.all(callback, before, limit).map(toLogged),
    expire(before, limit) {
      const old = oldest.all(before, limit);
      const many = surplus.all((newest.get() ?? 0) - MAX_LOGGED, limit - old.length);
      let removed = 0;
      for (const key of [...old, ...many]) removed += remove.run(key).changes;
      return removed;
    },
  };
}
