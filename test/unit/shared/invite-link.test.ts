import { describe, expect, it } from 'vitest';
import { formatInviteLink, parseInviteLink, typedAddress } from '../../../src/shared/invite-link.ts';
import { Fingerprint, fingerprintGroups } from '../../../src/shared/model/fingerprint.ts';

const CODE = 'abcDEF0123456789_-xyz';
const FINGERPRINT = Fingerprint.parse('0123456789abcdef'.repeat(4));

describe('[LNK-1] links', () => {
  it.each([
    '',
    'https://example.org/?group=abcDEF0123456789_-xyz',
    'yidu://join/',
    `yidu://join/?group=${CODE}`,
    'yidu://join/host:7480',
    'yidu://join/host:7480?tls=1',
    'yidu://join/host:7480?group=short',
    'yidu://join/host:7480?v=1&group=short',
    'yidu://join/host:7480?v=1&group=',
    'yidu://join/host:7480?v=1&relay=',
    'yidu://join/host:7480?group=has%20blanks%20in%20its%20code',
    `yidu://join/user:secret@host:7480?group=${CODE}`,
    `yidu://join/a/b?group=${CODE}`,
    `yidu://join/wss://host?group=${CODE}`,
    `yidu://join/host one?group=${CODE}`,
    `yidu://join/host?other=${CODE}`,
    `yidu://join/host?group=${CODE}#x`,
    `yidu://join/${'h'.repeat(1_000)}?group=${CODE}`,
    `yidu://join/host?v=2&relay=${CODE}`,
    `yidu://join/host?v=1&v=1&relay=${CODE}`,
    `yidu://join/host?v=1&relay=${CODE}&relay=${CODE}`,
    'yidu://join/host?v=1&fp=',
    'yidu://join/host?v=1&fp=0123',
    `yidu://join/host?v=1&fp=${FINGERPRINT}0`,
    `yidu://join/host?v=1&fp=${'g'.repeat(64)}`,
  ])('are nothing else: %s', (text) => {
    expect(parseInviteLink(text)).toBeNull();
  });

  it.each([
    ['group', 'ws://192.168.1.20:7480/v1/socket', '192.168.1.20:7480'],
    ['relay', 'wss://relay.example.org:443/v1/socket', 'wss://relay.example.org:443'],
    ['relay', '[fe80::1]:7480', '[fe80::1]:7480'],
  ] as const)('carry what is needed (%s at %s)', (to, relayUrl, address) => {
    const link = formatInviteLink({ to, relayUrl, code: CODE });
    expect(parseInviteLink(`  ${link}\n`)).toEqual({ to, address, code: CODE });
  });

  it('carry an address alone, and the fingerprint of its certificate', () => {
    const plain = formatInviteLink({ to: 'relay', relayUrl: 'ws://10.0.0.5:7480/v1/socket' });
    expect(plain).toBe('yidu://join/10.0.0.5:7480?v=1');
    expect(parseInviteLink(plain)).toEqual({ to: 'relay', address: '10.0.0.5:7480' });
    const relayUrl = 'wss://10.0.0.5:7480/v1/socket';
    const pinned = formatInviteLink({ to: 'relay', relayUrl, code: CODE, fingerprint: FINGERPRINT });
    expect(pinned).toBe(`yidu://join/10.0.0.5:7480?v=1&relay=${CODE}&tls=1&fp=${FINGERPRINT}`);
    expect(parseInviteLink(pinned)).toEqual({
      to: 'relay',
      address: 'wss://10.0.0.5:7480',
      code: CODE,
      fingerprint: FINGERPRINT,
    });
  });

  it('with a fingerprint lead to TLS even without saying so', () => {
    expect(parseInviteLink(`yidu://join/host?v=1&fp=${FINGERPRINT}`)?.address).toBe('wss://host');
  });

  it('of before, and with words of a later day, are read', () => {
    const link = { to: 'relay', address: 'wss://host', code: CODE };
    expect(parseInviteLink(`yidu://join/host?relay=${CODE}&tls=1`)).toEqual(link);
    expect(parseInviteLink(`yidu://join/host?v=1&colour=red&tls=1&relay=${CODE}`)).toEqual(link);
  });
});

it('shows a fingerprint so that it can be compared', () => {
  expect(fingerprintGroups(FINGERPRINT).slice(0, 4)).toEqual(['0123', '4567', '89AB', 'CDEF']);
});

it.each([
  ['ws://127.0.0.1:7480/v1/socket', '127.0.0.1:7480'],
  ['wss://chat.example.com:7480/v1/socket', 'wss://chat.example.com:7480'],
  ['ws://[::1]:7480/v1/socket', '[::1]:7480'],
])('shows %s as one types it', (url, typed) => {
  expect(typedAddress(url)).toBe(typed);
});
