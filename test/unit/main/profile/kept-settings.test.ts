import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepSettings } from '../../../../src/main/profile/kept-settings.ts';
import { openProfile } from '../../../../src/main/profile/profile.ts';
import { DEFAULT_SETTINGS } from '../../../../src/shared/ipc/views.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'yidu-settings-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('keeps what an earlier version wrote, which knew fewer settings', () => {
  writeFileSync(join(folder, 'settings.json'), '{"language":"en","theme":"dark","sendKey":"enter"}');
  const { settings } = openProfile(folder);
  expect(settings.read()).toEqual({ ...DEFAULT_SETTINGS, language: 'en', theme: 'dark' });
});

it('changes what is given and nothing else, tells of it, and finds it again', async () => {
  const onChange = vi.fn();
  const settings = keepSettings(openProfile(folder).settings, onChange);
  await settings.change({ shortcut: 'Control+Alt+Y', theme: undefined });
  await settings.change({ notifications: false });
  const next = { ...DEFAULT_SETTINGS, shortcut: 'Control+Alt+Y', notifications: false };
  expect([settings.current(), openProfile(folder).settings.read()]).toEqual([next, next]);
  expect(onChange).toHaveBeenLastCalledWith(next);
});

it('a change counts before the disk has it; one that cannot be stored is taken back, and the next is stored', async () => {
  const file = openProfile(folder).settings;
  const onChange = vi.fn();
  vi.spyOn(file, 'write').mockRejectedValueOnce(new Error('no space left'));
  const settings = keepSettings(file, onChange);
  const refused = settings.change({ theme: 'dark' });
  const taken = settings.change({ language: 'en' });
  expect(settings.current()).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark', language: 'en' });
  expect(onChange.mock.lastCall).toEqual([settings.current()]);
  await Promise.all([settings.settled(), expect(refused).rejects.toThrow('no space left')]);
  const next = { ...DEFAULT_SETTINGS, language: 'en' };
  expect([settings.current(), file.read(), await taken, onChange.mock.lastCall]).toEqual([
    next,
    next,
    next,
    [next],
  ]);
});
