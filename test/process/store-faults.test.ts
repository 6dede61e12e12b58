import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  type LivedInProfile,
  livedInProfile,
  startDamaged,
  STORE_FAULTS,
} from '../support/damaged-profile.ts';

const LIMIT_MS = 60_000;
/** The promise of [X10], counted from the moment that the page is up. */
const START_MS = 5_000;

let folder: string;
let profile: LivedInProfile;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yidu-faults-'));
  profile = await livedInProfile(folder);
}, LIMIT_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('[X10] a start with a file of messages that is', () => {
  it.each(STORE_FAULTS)(
    '$name is quick, says so, and loses nothing',
    async (fault) => {
      const { page, state, file, bytes, letGo, pageMs } = await startDamaged(profile, fault, (client) =>
        onTestFinished(() => client.end('SIGKILL')),
      );
      onTestFinished(letGo);
      expect(pageMs).toBeLessThan(START_MS);
      const { truth } = fault;
      if (truth.kind === 'recovered') {
        expect(state).toMatchObject({ kind: 'ready' });
        const { recovery } = await page.ask('storage.get', {});
        expect(recovery).toMatchObject(truth.recovery);
        // The file is kept.
        expect(readFileSync(recovery?.file ?? '')).toEqual(bytes);
        const { conversations } = await page.ask('conversation.list', {});
        if (recovery?.readable && recovery.drafts > 0) expect(conversations[0]?.draft).toBe(profile.draft);
        await page.ask('storage.seen', {});
        expect((await page.ask('storage.get', {})).recovery).toBeNull();
        return;
      }
      expect(state).toMatchObject({ kind: 'blocked', error: truth.error });
      if (!fault.hold) {
        expect(readFileSync(file)).toEqual(bytes);
        return;
      }
      letGo();
      expect(await page.ask('account.reopen', {})).toMatchObject({ kind: 'ready' });
      const { conversation } = profile;
      const wanted = { conversation, anchor: { at: 'latest' }, limit: 50 } as const;
      expect((await page.ask('timeline.page', wanted)).items).toHaveLength(profile.items);
      expect((await page.ask('storage.get', {})).recovery).toBeNull();
    },
    LIMIT_MS,
  );
});
