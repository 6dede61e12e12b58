import { describe, expect, it } from 'vitest';
import { formatInviteLink, parseInviteLink } from '../../../src/shared/invite-link.ts';

const CODE = 'abcDEF0123456789_-xyz';

describe('invite links', () => {
  it.each([
    '',
    'https://example.org/?group=abcDEF0123456789_-xyz',
    'yidu://join/',
    `yidu://join/?group=${CODE}`,
    'yidu://join/host:7480',
    'yidu://join/host:7480?group=short',
    'yidu://join/host:7480?group=has%20blanks%20in%20its%20code',
    `yidu://join/user:secret@host:7480?group=${CODE}`,
    `yidu://join/a/b?group=${CODE}`,
    `yidu://join/host one?group=${CODE}`,
    `yidu://join/host?other=${CODE}`,
    `yidu://join/host?group=${CODE}#x`,
    `yidu://join/${'h'.repeat(1_000)}?group=${CODE}`,
  ])('are nothing else: %s', (text) => {
    expect(parseInviteLink(text)).toBeNull();
  });

  it.each([
    ['group', 'ws://192.168.1.20:7480/v1/socket', '192.168.1.20:7480'],
    ['relay', 'wss://relay.example.org:443/v1/socket', 'wss://relay.example.org:443'],
    ['relay', '[fe80::1]:7480', '[fe80::1]:7480'],
  ] as const)('carry what is needed (%s at %s)', (to, url, address) => {
    expect(parseInviteLink(`  ${formatInviteLink(to, url, CODE)}\n`)).toEqual({ to, address, code: CODE });
  });
});
