import { randomBytes } from 'node:crypto';
import { type Generation, MAX_GENERATIONS } from '../../lineage.ts';
import type { Session } from '../session.ts';

/** The openings of these data (SYN-8). */
export interface GenerationQueries {
  /**
   * Begins one, and forgets the oldest beyond MAX_GENERATIONS, unless another connection has joined one: then nobody can have put
   * back the data since it began. As long as this connection lives, those after it join the same.
   */
  join(): Promise<void>;
  current(): Promise<string>;
  /** The one that began after this one; `undefined`: these data have no generation of this id. */
  find(id: string): Promise<{ readonly next: Generation | undefined } | undefined>;
}

/** Advisory locks are numbers; this one is held shared by each node. */
const ALIVE = 7_918_402;

export function prepareGenerations(session: Session): GenerationQueries {
  const begin = session.prepare<[string]>(
    'INSERT INTO generation (id, since) SELECT ?::text, position FROM meta FOR UPDATE',
  );
  const forget = session.prepare<[number]>(
    'DELETE FROM generation WHERE key <= (SELECT max(key) FROM generation) - ?::integer',
  );
  const current = session.prepare<[], string>('SELECT id FROM generation ORDER BY key DESC LIMIT 1').pluck();
  const key = session.prepare<[string], number>('SELECT key FROM generation WHERE id = ?').pluck();
  const next = session.prepare<[number], Generation>(
    'SELECT id, since FROM generation WHERE key > ? ORDER BY key LIMIT 1',
  );
  const alone = session.prepare<[], boolean>(`SELECT pg_try_advisory_lock(${ALIVE})`).pluck();
  const beside = session.prepare(`SELECT pg_advisory_lock_shared(${ALIVE})`);
  const release = session.prepare(`SELECT pg_advisory_unlock(${ALIVE})`);
  return {
    async join() {
      const first = (await alone.get()) === true;
      if (first) {
        await begin.run(randomBytes(16).toString('hex'));
        await forget.run(MAX_GENERATIONS);
      }
      await beside.run();
      if (first) await release.run();
    },
    current: async () => (await current.get()) ?? '',
    async find(id) {
      const found = await key.get(id);
      return found === undefined ? undefined : { next: await next.get(found) };
    },
  };
}
