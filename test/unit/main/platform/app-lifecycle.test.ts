import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  claimProfile,
  hostInfo,
  onQuit,
  onSecondInstance,
  quitFor,
} from '../../../../src/main/platform/app-lifecycle.ts';

const { app, calls } = vi.hoisted(() => {
  const listeners = new Map<
    string,
    ((event: { preventDefault: () => void }, ...rest: unknown[]) => void)[]
  >();
  const calls = {
    ended: 0,
    paths: [] as string[],
    free: true,
    handedOver: undefined as unknown,
    relaunched: 0,
  };
  const app = {
    on: (name: string, run: (event: { preventDefault: () => void }, ...rest: unknown[]) => void) =>
      void listeners.set(name, [...(listeners.get(name) ?? []), run]),
    emit: (name: string, ...rest: unknown[]) => {
      let prevented = false;
      for (const run of listeners.get(name) ?? []) run({ preventDefault: () => (prevented = true) }, ...rest);
      return prevented;
    },
    quit: () => {
      if (!app.emit('before-quit')) calls.ended++;
    },
    setPath: (_name: string, path: string) => calls.paths.push(path),
    getVersion: () => '1.2.3',
    getPreferredSystemLanguages: () => ['zh-CN'],
    getPath: () => calls.paths.at(-1) ?? '/default',
    requestSingleInstanceLock: (data: unknown) => {
      calls.handedOver = data;
      return calls.free;
    },
    releaseSingleInstanceLock: () => void (calls.free = true),
    relaunch: () => {
      calls.relaunched++;
    },
    reset: () => {
      listeners.clear();
      Object.assign(calls, { ended: 0, paths: [], free: true, handedOver: undefined, relaunched: 0 });
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

it('starts the program that follows when its work has stopped and the profile is free, once', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  onQuit(() => promise);
  calls.free = false;
  const begin = vi.fn(() => {
    expect(calls.free).toBe(true);
    app.quit();
    return true;
  });
  quitFor(begin);
  expect(begin).not.toHaveBeenCalled();
  resolve(undefined);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(begin).toHaveBeenCalledTimes(1);
  expect(calls).toMatchObject({ ended: 1, relaunched: 0 });
});

it('starts itself again when the program that should follow cannot begin', async () => {
  onQuit(() => Promise.resolve());
  quitFor(() => false);
  await vi.advanceTimersByTimeAsync(0);
  expect(calls).toMatchObject({ ended: 1, relaunched: 1 });
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

it('hands the link of a second process to the first, which parses it anew', () => {
  const link = 'yidu://open/01890000-0000-7000-8000-0000000000aa/7';
  claimProfile(['yidu', '--', link]);
  expect(calls.handedOver).toEqual({ link, archive: null });
  claimProfile(['yidu', link, '--gpu-launcher=calc']);
  expect(calls.handedOver).toEqual({ link: null, archive: null });
  claimProfile(['yidu', '--', '/home/anna/Yidu 2026-11-22/archive.yidu']);
  expect(calls.handedOver).toEqual({ link: null, archive: '/home/anna/Yidu 2026-11-22' });

  const opened = vi.fn();
  onSecondInstance(opened);
  const archive = '/home/anna/history';
  const given = [
    { link, archive: null },
    { link: null, archive },
    { link: 'file:///x', archive: null },
    { link: 7, archive },
    { link },
    null,
    undefined,
    'x',
  ];
  for (const data of given) app.emit('second-instance', ['yidu', link], '/', data);
  expect(opened.mock.calls.map(([first]: unknown[]) => first)).toEqual([
    {
      link: { to: 'message', conversation: '01890000-0000-7000-8000-0000000000aa', seq: 7 },
      archive: null,
    },
    { link: null, archive },
    ...given.slice(2).map(() => ({ link: null, archive: null })),
  ]);
});

it('tells what it runs on, and of the web host no desktop that is not there', () => {
  const known = { version: '1.2.3', platform: process.platform, systemLanguage: 'zh-CN' };
  expect(hostInfo({ node: '24.11.0', v8: '13.6' })).toEqual({
    ...known,
    host: 'web',
    runtime: { node: '24.11.0' },
  });
  expect(hostInfo({ node: '24.11.0', electron: '39.2.0', chrome: '142.0.7444.60' })).toEqual({
    ...known,
    host: 'electron',
    runtime: { node: '24.11.0', electron: '39.2.0', chromium: '142.0.7444.60' },
  });
});
