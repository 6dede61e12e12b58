import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { claimProfile, onQuit } from '../../../../src/main/platform/app-lifecycle.ts';

const { app, calls } = vi.hoisted(() => {
  const listeners = new Map<string, ((event: { preventDefault: () => void }) => void)[]>();
  const calls = { ended: 0, paths: [] as string[], free: true };
  const app = {
    on: (name: string, run: (event: { preventDefault: () => void }) => void) =>
      void listeners.set(name, [...(listeners.get(name) ?? []), run]),
    emit: (name: string) => {
      let prevented = false;
      for (const run of listeners.get(name) ?? []) run({ preventDefault: () => (prevented = true) });
      return prevented;
    },
    quit: () => {
      if (!app.emit('before-quit')) calls.ended++;
    },
    setPath: (_name: string, path: string) => calls.paths.push(path),
    getPath: () => calls.paths.at(-1) ?? '/default',
    requestSingleInstanceLock: () => calls.free,
    reset: () => {
      listeners.clear();
      Object.assign(calls, { ended: 0, paths: [], free: true });
    },
  };
  return { app, calls };
});
vi.mock('electron', () => ({ app }));

beforeEach(() => {
  app.reset();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeAllListeners(signal);
});

it('waits for the work to stop, once, before the process ends', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stop = vi.fn(() => promise);
  onQuit(stop);
  app.emit('window-all-closed');
  app.quit();
  expect(stop).toHaveBeenCalledTimes(1);
  expect(calls.ended).toBe(0);
  resolve(undefined);
  await vi.advanceTimersByTimeAsync(0);
  expect(calls.ended).toBe(1);
});

it('ends after 5 s although the work hangs, and also when stopping fails', async () => {
  onQuit(() => new Promise(() => undefined));
  app.quit();
  await vi.advanceTimersByTimeAsync(4_999);
  expect(calls.ended).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(calls.ended).toBe(1);

  app.reset();
  onQuit(() => Promise.reject(new Error('disk')));
  app.quit();
  await vi.advanceTimersByTimeAsync(0);
  expect(calls.ended).toBe(1);
});

it('quits for Ctrl+C', () => {
  const stop = vi.fn(() => Promise.resolve());
  onQuit(stop);
  process.emit('SIGINT', 'SIGINT');
  expect(stop).toHaveBeenCalledTimes(1);
});

it('locks the folder from the command line, and gives none to a second process', () => {
  expect(claimProfile(['yidu', '--profile', '/a/b'])).toBe('/a/b');
  calls.free = false;
  expect(claimProfile(['yidu', '--profile', '/a/b'])).toBeUndefined();
});
