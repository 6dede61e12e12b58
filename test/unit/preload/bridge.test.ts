import { describe, expect, it, vi } from 'vitest';
import { createBridge } from '../../../src/preload/bridge.ts';
import { isEvent, isRequest } from '../../../src/preload/names.ts';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from '../../../src/shared/ipc/channels.ts';
import { EVENTS, REQUESTS } from '../../../src/shared/ipc/contract.ts';

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
    for (const name of ['constructor', '__proto__', 'app.quit', '']) {
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
