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
import type { Session } from '../session.ts';

/** Bots, hooks, callbacks and their deliveries. */
export interface IntegrationQueries {
  addBot(account: number): Promise<void>;
  isBot(account: number): Promise<boolean>;
  /** Also those given up. */
  bots(): Promise<UserId[]>;
  hooks(): Promise<StoredHook[]>;
  hookByTokenHash(hash: string): Promise<StoredHook | undefined>;
  hookLabel(id: HookId): Promise<string | undefined>;
  countHooks(): Promise<number>;
  addHook(hook: NewHookRow): Promise<void>;
  removeHook(id: HookId): Promise<void>;
  callbacks(): Promise<StoredCallback[]>;
  callbackKey(id: CallbackId): Promise<number | undefined>;
  countCallbacks(): Promise<number>;
  addCallback(callback: NewCallbackRow): Promise<void>;
  /** With its deliveries. */
  removeCallback(key: number): Promise<void>;
  /** Every hook and callback of the bot. */
  removeAllOf(account: number): Promise<void>;
  /** Who is told of this kind. */
  listeners(kind: string): Promise<Listener[]>;
  /** One more waits. */
  queue(callback: number, delivery: NewDeliveryRow): Promise<void>;
  miss(callback: number): Promise<void>;
  /** Queues many for one, and counts those that are not queued. */
  queueMany(callback: number, deliveries: readonly NewDeliveryRow[], missed: number): Promise<void>;
  next(callback: number): Promise<DeliveryRow | undefined>;
  settle(id: string, result: AttemptResult): Promise<void>;
  log(callback: number, before: number, limit: number): Promise<LoggedDelivery[]>;
  expire(before: number, limit: number): Promise<number>;
}

type Cell = string | number | null;

const HOOK = `SELECT id, label, (SELECT id FROM account WHERE key = hook.bot) AS bot,
    (SELECT id FROM conversation WHERE key = hook.conversation) AS conversation,
    (SELECT title FROM conversation WHERE key = hook.conversation) AS title, created_at AS "createdAt"
  FROM hook`;

export function prepareIntegrations(session: Session): IntegrationQueries {
  const addBot = session.prepare<[number]>('INSERT INTO bot VALUES (?)');
  const isBot = session.prepare<[number], number>('SELECT 1 FROM bot WHERE account = ?').pluck();
  const bots = session
    .prepare<[], UserId>('SELECT (SELECT id FROM account WHERE key = bot.account) FROM bot')
    .pluck();
  const hooks = session.prepare<[], StoredHook>(`${HOOK} ORDER BY key`);
  const hookByTokenHash = session.prepare<[string], StoredHook>(`${HOOK} WHERE token_hash = ?`);
  const hookLabel = session.prepare<[HookId], string>('SELECT label FROM hook WHERE id = ?').pluck();
  const countHooks = session.prepare<[], number>('SELECT count(*) FROM hook').pluck();
  const addHook = session.prepare<Cell[]>(
    'INSERT INTO hook (id, token_hash, bot, conversation, label, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const removeHook = session.prepare<[HookId]>('DELETE FROM hook WHERE id = ?');
  const removeHooksOf = session.prepare<[number]>('DELETE FROM hook WHERE bot = ?');
  const callbacks = session.prepare<[], CallbackRow>(
    `SELECT id, (SELECT id FROM account WHERE key = callback.bot) AS bot, url, secret, kinds,
       created_at AS "createdAt", waiting, missed
     FROM callback ORDER BY key`,
  );
  const callbackKey = session.prepare<[CallbackId], number>('SELECT key FROM callback WHERE id = ?').pluck();
  const countCallbacks = session.prepare<[], number>('SELECT count(*) FROM callback').pluck();
  const addCallback = session.prepare<Cell[]>(
    'INSERT INTO callback (id, bot, url, secret, kinds, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const removeDeliveries = session.prepare<[number]>('DELETE FROM delivery WHERE callback = ?');
  const removeCallback = session.prepare<[number]>('DELETE FROM callback WHERE key = ?');
  const callbacksOf = session.prepare<[number], number>('SELECT key FROM callback WHERE bot = ?').pluck();
  // A relay has a few of them, or none.
  const listeners = session.prepare<[string], Listener>(
    `SELECT key, bot, (SELECT id FROM account WHERE key = callback.bot) AS "user", waiting
     FROM callback WHERE strpos(kinds, '"' || ?::text || '"') > 0`,
  );
  const queue = session.prepare<Cell[]>(
    'INSERT INTO delivery (callback, kind, conversation, channel, seq, at, next_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const addWaiting = session.prepare<[number, number]>(
    'UPDATE callback SET waiting = waiting + ? WHERE key = ?',
  );
  const queueMany = session.prepare<
    [number, readonly string[], readonly number[], readonly number[], readonly number[]]
  >(
    `INSERT INTO delivery (callback, kind, conversation, seq, at, next_at)
     SELECT ?, kind, conversation, seq, at, at
     FROM unnest(?::text[], ?::integer[], ?::integer[], ?::bigint[]) AS d (kind, conversation, seq, at)`,
  );
  const addCounts = session.prepare<[number, number, number]>(
    'UPDATE callback SET waiting = waiting + ?, missed = missed + ? WHERE key = ?',
  );
  const miss = session.prepare<[number]>('UPDATE callback SET missed = missed + 1 WHERE key = ?');
  const next = session.prepare<[number], DeliveryRow>(
    `SELECT id, kind, (SELECT id FROM conversation WHERE key = delivery.conversation) AS conversation, channel, seq, at,
       attempts, next_at AS "nextAt"
     FROM delivery WHERE callback = ? AND next_at IS NOT NULL ORDER BY next_at, key LIMIT 1`,
  );
  const waitingOf = session
    .prepare<[string], number>('SELECT callback FROM delivery WHERE id = ? AND next_at IS NOT NULL')
    .pluck();
  const settle = session.prepare<Cell[]>(
    `UPDATE delivery SET attempts = attempts + 1, next_at = ?, settled_at = ?, status = ?, problem = ? WHERE id = ?`,
  );
  const log = session.prepare<[number, number, number], LogRow>(
    `SELECT id, key AS cursor, kind, at, attempts, status, problem, settled_at AS "settledAt", next_at AS "nextAt"
     FROM delivery WHERE callback = ? AND key < ? ORDER BY key DESC LIMIT ?`,
  );
  const newest = session.prepare<[], number | null>('SELECT max(key) FROM delivery').pluck();
  const oldest = session
    .prepare<[number, number], number>(
      'SELECT key FROM delivery WHERE settled_at IS NOT NULL AND settled_at < ? ORDER BY settled_at LIMIT ?',
    )
    .pluck();
  const surplus = session
    .prepare<[number, number], number>(
      'SELECT key FROM delivery WHERE key <= ? AND next_at IS NULL ORDER BY key LIMIT ?',
    )
    .pluck();
  const remove = session.prepare<[number]>('DELETE FROM delivery WHERE key = ?');

  async function dropCallback(key: number): Promise<void> {
    await removeDeliveries.run(key);
    await removeCallback.run(key);
  }

  return {
    addBot: (account) => addBot.run(account),
    isBot: async (account) => (await isBot.get(account)) !== undefined,
    bots: () => bots.all(),
    hooks: () => hooks.all(),
    hookByTokenHash: (hash) => hookByTokenHash.get(hash),
    hookLabel: (id) => hookLabel.get(id),
    countHooks: async () => (await countHooks.get()) ?? 0,
    addHook: ({ id, tokenHash, bot, conversation, label, createdAt }) =>
      addHook.run(id, tokenHash, bot, conversation, label, createdAt),
    removeHook: (id) => removeHook.run(id),
    callbacks: async () => (await callbacks.all()).map(toCallback),
    callbackKey: (id) => callbackKey.get(id),
    countCallbacks: async () => (await countCallbacks.get()) ?? 0,
    addCallback: ({ id, bot, url, secret, kinds, createdAt }) =>
      addCallback.run(id, bot, url, secret, JSON.stringify(kinds), createdAt),
    removeCallback: dropCallback,
    async removeAllOf(account) {
      await removeHooksOf.run(account);
      for (const key of await callbacksOf.all(account)) await dropCallback(key);
    },
    listeners: (kind) => listeners.all(kind),
    async queue(callback, { kind, conversation, channel, seq, at }) {
      await queue.run(callback, kind, conversation, channel, seq, at, at);
      await addWaiting.run(1, callback);
    },
    async queueMany(callback, deliveries, missed) {
      await queueMany.run(
        callback,
        deliveries.map(({ kind }) => kind),
        deliveries.map(({ conversation }) => conversation ?? 0),
        deliveries.map(({ seq }) => seq),
        deliveries.map(({ at }) => at),
      );
      await addCounts.run(deliveries.length, missed, callback);
    },
    miss: (callback) => miss.run(callback),
    next: (callback) => next.get(callback),
    async settle(id, { at, status, problem, nextAt }) {
      const callback = await waitingOf.get(id);
      if (callback === undefined) return;
      await settle.run(nextAt, nextAt === null ? at : null, status, problem, id);
      if (nextAt === null) await addWaiting.run(-1, callback);
    },
    log: async (callback, before, limit) => (await log.all(callback, before, limit)).map(toLogged),
    async expire(before, limit) {
      const old = await oldest.all(before, limit);
      const many = await surplus.all(((await newest.get()) ?? 0) - MAX_LOGGED, limit - old.length);
      let removed = 0;
      for (const key of [...old, ...many]) removed += await remove.changes(key);
      return removed;
    },
  };
}
