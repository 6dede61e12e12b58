import { describe, expect, it, vi } from 'vitest';
import { createBridge } from '../../../src/preload/bridge.ts';
import { isEvent, isRequest } from '../../../src/preload/names.ts';
import { EVENT_CHANNEL, FILES_CHANNEL, REQUEST_CHANNEL } from '../../../src/shared/ipc/channels.ts';
import { EVENTS, MAX_PASTED_BYTES, REQUESTS } from '../../../src/shared/ipc/contract.ts';

const noPath = (): string => '';

function fakeIpc() {
  const listeners = new Map<string, (event: unknown, ...args: unknown[]) => void>();
  const invoke = vi.fn<(channel: string, ...args: unknown[]) => Promise<unknown>>(() =>
    Promise.resolve({ ok: true, value: {} }),
  );
  return {
    invoke,
    on: (channel: string, listener: (event: unknown, ...args: unknown[]) => void) =>
      void listeners.set(channel, listener),
    emit: (name: string, body: unknown) => listeners.get(EVENT_CHANNEL)?.({ secret: true }, name, body),
  };
}

describe('the preload bridge', () => {
  it('knows every name of the contract and no other', () => {
    expect(Object.keys(REQUESTS).every(isRequest)).toBe(true);
    expect(Object.keys(EVENTS).every(isEvent)).toBe(true);
    for (const name of ['constructor', '__proto__', 'app.relaunch', '']) {
      expect(isRequest(name)).toBe(false);
      expect(isEvent(name)).toBe(false);
    }
  });

  it('passes a request on and gives its result back', async () => {
    const ipc = fakeIpc();
    const result = await createBridge(ipc, noPath).request('session.retry', {});
    expect(ipc.invoke).toHaveBeenCalledWith(REQUEST_CHANNEL, 'session.retry', {});
    expect(result).toEqual({ ok: true, value: {} });
  });

  it('refuses a name outside the contract before it leaves the page', async () => {
    const ipc = fakeIpc();
    const result = await createBridge(ipc, noPath).request('constructor' as never, {} as never);
    expect(result).toMatchObject({ ok: false, error: { code: 'unknown_command' } });
    expect(ipc.invoke).not.toHaveBeenCalled();
    expect(() => createBridge(ipc, noPath).on('nothing' as never, () => undefined)).toThrow(TypeError);
  });

  it('tells the main process where a dropped file lies, and sends a pasted one as its bytes', async () => {
    const ipc = fakeIpc();
    const staged = { file: 'id', name: 'a.png', size: 3, mime: 'image/png', picture: null };
    ipc.invoke.mockImplementation((channel) =>
      Promise.resolve({
        ok: true,
        value: channel === FILES_CHANNEL ? { files: [staged], refused: [] } : staged,
      }),
    );
    const bridge = createBridge(ipc, ({ name }) => (name === 'dropped' ? '/home/lin/dropped' : ''));
    const file = (name: string) => new File(['abc'], name, { type: 'image/png' });
    const result = await bridge.chooseFiles([file('dropped'), file('pasted')]);
    expect(result).toEqual({ files: [staged, staged], refused: [] });
    expect(ipc.invoke.mock.calls).toEqual([
      [FILES_CHANNEL, ['/home/lin/dropped']],
      [
        REQUEST_CHANNEL,
        'attachment.paste',
        { name: 'pasted', type: 'image/png', bytes: new Uint8Array(Buffer.from('abc')) },
      ],
    ]);
  });

  it('chooses the others when one is refused', async () => {
    const ipc = fakeIpc();
    const staged = { file: 'id', name: 'a.png', size: 3, mime: 'image/png', picture: null };
    ipc.invoke.mockImplementation((_channel, paths) =>
      Promise.resolve(
        String(paths) === '/bad'
          ? { ok: false, error: { code: 'not_found', message: 'gone', retry: 'never' } }
          : { ok: true, value: { files: [staged], refused: [] } },
      ),
    );
    const bridge = createBridge(ipc, ({ name }) => `/${name}`);
    const result = await bridge.chooseFiles(['good', 'bad', 'fine'].map((name) => new File(['a'], name)));
    expect(result).toEqual({ files: [staged, staged], refused: ['not_found'] });
  });

  it('refuses what is too large to be pasted, without reading it', async () => {
    const ipc = fakeIpc();
    const large = {
      name: 'a',
      type: '',
      size: MAX_PASTED_BYTES + 1,
      arrayBuffer: () => Promise.reject(new Error('read')),
    };
    const result = await createBridge(ipc, noPath).chooseFiles([large]);
    expect(result).toEqual({ files: [], refused: ['too_large'] });
    expect(ipc.invoke).not.toHaveBeenCalled();
  });

  it('gives listeners the body of their event alone, until they leave', () => {
    const ipc = fakeIpc();
    const heard = vi.fn();
    const leave = createBridge(ipc, noPath).on('attention.changed', heard);
    ipc.emit('attention.changed', { attentive: true });
    ipc.emit('session.changed', { kind: 'online' });
    expect(heard.mock.calls).toEqual([[{ attentive: true }]]);
    leave();
    ipc.emit('attention.changed', { attentive: false });
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
