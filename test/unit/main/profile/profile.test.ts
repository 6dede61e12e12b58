import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openProfile } from '../../../../src/main/profile/profile.ts';
import { DEFAULT_SETTINGS } from '../../../../src/shared/ipc/views.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'yidu-profile-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const stored = () => [openProfile(folder).settings.read().theme, openProfile(folder).hosting.read()?.port];

it('is settled once all that was asked of the disk is there', async () => {
  const profile = openProfile(folder);
  const writes = [
    profile.settings.write({ ...DEFAULT_SETTINGS, theme: 'light' }),
    profile.settings.write({ ...DEFAULT_SETTINGS, theme: 'dark' }),
    profile.hosting.write({ name: 'Team', port: 4_800 }),
  ];
  expect(stored()).toEqual(['system', undefined]);
  await profile.settled();
  expect(stored()).toEqual(['dark', 4_800]);
  await Promise.all(writes);
});

it('is settled after a write that failed', async () => {
  const profile = openProfile(folder);
  // A folder where the file should be.
  mkdirSync(join(folder, 'settings.json', 'in the way'), { recursive: true });
  const refused = expect(profile.settings.write(DEFAULT_SETTINGS)).rejects.toThrow();
  await profile.settled();
  await refused;
});
