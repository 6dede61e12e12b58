import { expect, it, vi } from 'vitest';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { UpdateState } from '../../../../src/shared/ipc/views.ts';
import type { StatedUpdate, UpdateInstaller } from '../../../../src/main/updates/installer.ts';
import { createUpdates } from '../../../../src/main/updates/updates.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const UPDATE: StatedUpdate = {
  manifest: {
    product: 'yidu',
    target: 'linux-x64',
    version: '2.0.0',
    publishedAt: 1,
    rollout: 100,
    file: { name: 'a.AppImage', bytes: 1, sha512: `${'A'.repeat(86)}==` },
  },
  source: { url: 'http://relay/updates' },
};

function world(off: 'checkout' | null = null) {
  const clock = new ManualClock();
  let atRest: (() => boolean) | undefined;
  const states: UpdateState[] = [];
  const install = {
    isWanted: vi.fn<UpdateInstaller['isWanted']>(() => Promise.resolve(true)),
    download: vi.fn<UpdateInstaller['download']>((onPercent) => {
      for (const percent of [0.4, 50.2, 50.9, 100]) onPercent(percent);
      return Promise.resolve();
    }),
    restart: vi.fn(() => true),
  };
  const find = vi.fn<(signal: AbortSignal) => Promise<StatedUpdate | null>>(() => Promise.resolve(UPDATE));

  const updates = createUpdates({
    off,
    installer: install,
    find,
    onState: (state) => states.push(state),
    quitFor: (begin) => void (atRest = begin),
    clock,
    random: () => 0,
    logger: SILENT_LOGGER,
  });
  const settled = () =>
    vi.waitFor(() => expect(['checking', 'downloading']).not.toContain(updates.state().kind));
  const rest = () => atRest?.();
  return { clock, states, install, find, updates, settled, rest };
}

it('looks by itself a minute after the start, downloads, and waits for the user', async () => {
  const { clock, states, find, install, updates, settled, rest } = world();
  updates.start();
  clock.advance(59_999);
  expect(states).toEqual([]);
  clock.advance(1);
  await settled();
  expect(states).toEqual([
    { kind: 'checking' },
    { kind: 'downloading', version: '2.0.0', percent: 0 },
    { kind: 'downloading', version: '2.0.0', percent: 50 },
    { kind: 'downloading', version: '2.0.0', percent: 100 },
    { kind: 'ready', version: '2.0.0' },
  ]);
  expect(install.restart).not.toHaveBeenCalled();
  updates.restart();
  // What is ready is installed first.
  expect(await updates.check()).toEqual({ kind: 'ready', version: '2.0.0' });
  expect(find).toHaveBeenCalledTimes(1);
  // The new program needs what this one still holds.
  expect(install.restart).not.toHaveBeenCalled();
  expect(rest()).toBe(true);
  expect(install.restart).toHaveBeenCalledTimes(1);
});

it('looks again after six hours when there is none, and after an hour when it failed', async () => {
  const { clock, find, updates } = world();
  find.mockResolvedValueOnce(null);
  expect(await updates.check()).toMatchObject({ kind: 'none', checkedAt: clock.now() });
  find.mockRejectedValueOnce(new AppError('update_refused'));
  clock.advance(6 * 3_600_000);
  await vi.waitFor(() => expect(updates.state()).toEqual({ kind: 'failed', error: 'update_refused' }));
  clock.advance(3_600_000 - 1);
  expect(find).toHaveBeenCalledTimes(2);
  clock.advance(1);
  expect(find).toHaveBeenCalledTimes(3);
});

it('downloads nothing that is older, or not for this installation yet', async () => {
  const { install, updates } = world();
  install.isWanted.mockResolvedValueOnce(false);
  expect(await updates.check()).toMatchObject({ kind: 'none' });
  expect(install.download).not.toHaveBeenCalled();
});

it('says why a download failed, and has nothing to restart into', async () => {
  const { install, updates, settled } = world();
  install.download.mockRejectedValueOnce(new AppError('file_damaged'));
  await updates.check();
  await settled();
  expect(updates.state()).toEqual({ kind: 'failed', error: 'file_damaged' });
  expect(() => updates.restart()).toThrow(expect.objectContaining({ code: 'not_found' }));
});

it('looks once, whoever asks meanwhile, and never while it is off', async () => {
  const { find, updates } = world();
  await Promise.all([updates.check(), updates.check()]);
  expect(find).toHaveBeenCalledTimes(1);
  const idle = world('checkout');
  idle.updates.start();
  idle.clock.advance(10 * 3_600_000);
  expect(await idle.updates.check()).toEqual({ kind: 'off', why: 'checkout' });
  expect(idle.find).not.toHaveBeenCalled();
});

it('gives up what is under way when the program ends', async () => {
  const { install, updates, states } = world();
  let given: AbortSignal | undefined;
  install.download.mockImplementationOnce((_onPercent, signal) => {
    given = signal;
    return new Promise(() => undefined);
  });
  await updates.check();
  const told = states.length;
  updates.stop();
  expect(given?.aborted).toBe(true);
  expect(states).toHaveLength(told);
});
