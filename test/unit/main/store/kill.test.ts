import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { openStoreInThread } from '../../../../src/main/store/open-store.ts';
import { ME, realClock, TEAM, temporaryFolder } from '../../../contract/client-store/fixture.ts';

const script = join(import.meta.dirname, 'burst-writer.ts');

/** Kills the writer after so many writes; returns the last that it knew to be stored. */
async function writeUntilKilled(file: string, writes: number): Promise<number> {
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = 0;
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => {
    last = Number(line);
    if (last === writes) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return last;
}

describe('a client killed while it writes', () => {
  it.each([30, 77])(
    'has all that was acknowledged and nothing by halves, after %i writes',
    async (writes) => {
      const file = join(temporaryFolder(), 'store.db');
      const last = await writeUntilKilled(file, writes);
      expect(last).toBeGreaterThanOrEqual(writes);

      const store = openStoreInThread({ file, me: ME, clock: realClock });
      expect(store.quarantined).toBeNull();
      const row = await store.read.conversation(TEAM);
      const headSeq = row?.headSeq ?? 0;
      expect(headSeq).toBeGreaterThanOrEqual(last);
      expect(row?.unread).toBe(headSeq - 1);
      expect(await store.read.missing(TEAM, 2, headSeq)).toEqual([]);

      const outbox = await store.read.outbox(10_000);
      expect(outbox.length).toBeGreaterThanOrEqual(last - 1);
      const keys = outbox.map(({ clientId }) => clientId);
      expect(await store.read.itemsByKey(TEAM, keys)).toHaveLength(outbox.length);
      const query = { conversation: TEAM, cursor: undefined, limit: 10_000 };
      expect((await store.read.search({ ...query, text: 'mine' })).hits).toHaveLength(outbox.length);
      expect((await store.read.search({ ...query, text: 'text' })).hits).toHaveLength(headSeq - 1);
      await store.close();
    },
  );
});
