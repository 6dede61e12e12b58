import { beforeEach, expect, it, vi } from 'vitest';
import { answerPage, tellPages } from '../../../../src/main/platform/page-channel.ts';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from '../../../../src/shared/ipc/channels.ts';

const electron = vi.hoisted(() => ({
  handlers: new Map<string, (...args: unknown[]) => unknown>(),
  windows: [] as { id: number; webContents: unknown; isDestroyed: () => boolean }[],
}));
vi.mock('electron', () => ({
  BrowserWindow: { getAllWindows: () => electron.windows },
  ipcMain: {
    handle: (channel: string, handler: (...args: unknown[]) => unknown) =>
      electron.handlers.set(channel, handler),
  },
  protocol: {},
  screen: {},
  session: {},
  shell: {},
}));

const mainFrame = { url: 'app://yidu/index.html#x' };
const contents = { mainFrame, send: vi.fn() };
const answer = vi.fn(() => Promise.resolve('answered'));

function ask(event: object): unknown {
  return electron.handlers.get(REQUEST_CHANNEL)?.(event, 'app.info', { a: 1 });
}

beforeEach(() => {
  answer.mockClear();
  contents.send.mockClear();
  mainFrame.url = 'app://yidu/index.html#x';
  electron.windows = [{ id: 7, webContents: contents, isDestroyed: () => false }];
  answerPage(answer);
});

it('answers the main frame of our own page', async () => {
  await expect(ask({ sender: contents, senderFrame: mainFrame })).resolves.toBe('answered');
  expect(answer).toHaveBeenCalledWith('app.info', { a: 1 }, 7);
});

it.each([
  ['a frame inside the page', () => ({ sender: contents, senderFrame: { url: 'app://yidu/' } })],
  ['a frame that has gone', () => ({ sender: contents, senderFrame: null })],
  ['a window that is not ours', () => ({ sender: { ...contents, mainFrame }, senderFrame: mainFrame })],
])('refuses %s', (_who, event) => {
  expect(() => ask(event())).toThrow('refused');
  expect(answer).not.toHaveBeenCalled();
});

it.each([
  'https://example.org/',
  'app://yidu.example/',
  'app://yiduX/',
  'file:///index.html',
  'about:blank',
  '',
])('refuses our window when it shows %j', (url) => {
  mainFrame.url = url;
  expect(() => ask({ sender: contents, senderFrame: mainFrame })).toThrow('refused');
  expect(answer).not.toHaveBeenCalled();
});

it('tells every window that has not been closed', () => {
  const closed = { mainFrame, send: vi.fn() };
  electron.windows.push({ id: 8, webContents: closed, isDestroyed: () => true });
  tellPages('attention.changed', { attentive: true });
  expect(contents.send).toHaveBeenCalledWith(EVENT_CHANNEL, 'attention.changed', { attentive: true });
  expect(closed.send).not.toHaveBeenCalled();
});
