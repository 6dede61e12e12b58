import { describe, expect, it, vi } from 'vitest';
import { isLoopback, parseWays } from '../../../../src/main/net/proxy.ts';
import { createProxyChoice, type StoredProxyChoice } from '../../../../src/main/net/proxy-choice.ts';

const RELAY = 'wss://relay.example/v1/socket';
const MANUAL = {
  mode: 'manual',
  proxy: { kind: 'http', host: 'proxy.example', port: 3128, user: 'lin' },
} as const;

function choice(before: StoredProxyChoice<string> = { settings: { mode: 'system' } }) {
  let stored = before;
  const deps = {
    file: {
      read: () => stored,
      write: (value: StoredProxyChoice<string>) => Promise.resolve(void (stored = value)),
    },
    vault: {
      seal: (secret: string) => Promise.resolve(`sealed ${secret}`),
      open: (sealed: string) => Promise.resolve(sealed.replace('sealed ', '')),
    },
    resolve: vi.fn((_url: string, _script: string | undefined) =>
      Promise.resolve('PROXY a.example:1; DIRECT'),
    ),
    onChange: vi.fn(),
  };
  return { made: createProxyChoice(deps), deps, stored: () => stored };
}

describe('[C13] the choice of proxies', () => {
  it('asks the system, or a script, anew for every link', async () => {
    const { made, deps } = choice();
    const ways = [{ kind: 'http', host: 'a.example', port: 1 }, 'direct'];
    expect(await made.routes.to(RELAY)).toEqual(ways);
    await made.set({ mode: 'pac', url: 'http://wpad.example/proxy.pac' }, undefined);
    expect(await made.routes.to(RELAY)).toEqual(ways);
    expect(deps.resolve.mock.calls).toEqual([
      [RELAY, undefined],
      [RELAY, 'http://wpad.example/proxy.pac'],
    ]);
    await made.set({ mode: 'none' }, undefined);
    expect(await made.routes.to(RELAY)).toEqual(['direct']);
    expect(deps.onChange).toHaveBeenCalledTimes(2);
  });

  it('keeps relays of this computer away from every proxy', async () => {
    const { made, deps } = choice({ settings: MANUAL });
    for (const url of ['ws://127.0.0.1:7000', 'ws://localhost:7000', 'wss://[::1]:7000'])
      expect(await made.routes.to(url)).toEqual(['direct']);
    expect(deps.resolve).not.toHaveBeenCalled();
    expect(isLoopback('wss://127.0.0.1.example.com')).toBe(false);
    expect(isLoopback('wss://relay.example')).toBe(false);
  });

  it('seals the password, shows only that there is one, and tells it to no other proxy', async () => {
    const { made, stored } = choice();
    expect(await made.set(MANUAL, 'secret')).toEqual({ settings: MANUAL, hasPassword: true });
    expect(stored()).toEqual({ settings: MANUAL, password: 'sealed secret' });
    expect(await made.routes.to(RELAY)).toEqual([{ ...MANUAL.proxy, password: 'secret' }]);
    await made.set(MANUAL, undefined);
    expect(made.view().hasPassword).toBe(true);
    const elsewhere = { ...MANUAL, proxy: { ...MANUAL.proxy, host: 'other.example' } };
    await made.set(elsewhere, undefined);
    expect(stored()).toEqual({ settings: elsewhere });
    await made.set(elsewhere, 'other');
    await made.set(elsewhere, null);
    expect(await made.routes.to(RELAY)).toEqual([{ ...elsewhere.proxy, password: undefined }]);
  });

  it('is the old one still when the disk takes nothing', async () => {
    const { made, deps } = choice();
    deps.file.write = () => Promise.reject(new Error('ENOSPC'));
    await expect(made.set({ mode: 'none' }, undefined)).rejects.toThrow('ENOSPC');
    expect(made.view()).toEqual({ settings: { mode: 'system' }, hasPassword: false });
    expect(deps.onChange).not.toHaveBeenCalled();
  });
});

describe('what PAC scripts answer', () => {
  it.each([
    ['DIRECT', ['direct']],
    ['', ['direct']],
    [
      'PROXY  p.example:8080;HTTPS s.example:443',
      [
        { kind: 'http', host: 'p.example', port: 8080 },
        { kind: 'https', host: 's.example', port: 443 },
      ],
    ],
    [
      'SOCKS a:1080; SOCKS5 [::1]:1080; DIRECT',
      [{ kind: 'socks4', host: 'a', port: 1080 }, { kind: 'socks5', host: '::1', port: 1080 }, 'direct'],
    ],
    ['QUIC a:1; PROXY nothing; PROXY a:99999; PROXY u@h:1', ['direct']],
  ])('%j', (answer, ways) => {
    expect(parseWays(answer)).toEqual(ways);
  });

  it('is followed five ways far', () => {
    expect(parseWays('PROXY a:1;'.repeat(50)).length).toBe(5);
  });
});
