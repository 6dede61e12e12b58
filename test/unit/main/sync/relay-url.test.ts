import { describe, expect, it } from 'vitest';
import { normalizeRelayUrl } from '../../../../src/main/sync/relay-url.ts';

describe('a relay address', () => {
  it.each([
    ['chat.example', 'ws://chat.example:7480/v1/socket'],
    ['  chat.example:9000 ', 'ws://chat.example:9000/v1/socket'],
    ['http://chat.example', 'ws://chat.example:7480/v1/socket'],
    ['HTTPS://chat.example/', 'wss://chat.example:7480/v1/socket'],
    ['https://chat.example:443', 'wss://chat.example/v1/socket'],
    ['ws://10.0.0.7:7480/v1/socket', 'ws://10.0.0.7:7480/v1/socket'],
    ['wss://chat.example:8443', 'wss://chat.example:8443/v1/socket'],
    ['[::1]', 'ws://[::1]:7480/v1/socket'],
    ['[::1]:9000', 'ws://[::1]:9000/v1/socket'],
    ['部屋.example', 'ws://xn--ogt573j.example:7480/v1/socket'],
  ])('%s becomes %s', (input, url) => {
    expect(normalizeRelayUrl(input)).toBe(url);
  });

  it.each([
    '',
    '   ',
    'ftp://chat.example',
    'javascript:alert(1)',
    'user:secret@chat.example',
    'ws://user@chat.example',
    'chat.example/other',
    'chat.example?x=1',
    'chat.example#x',
    'chat example',
    'chat.example:99999',
    'http://',
    '::1',
  ])('refuses %j', (input) => {
    expect(() => normalizeRelayUrl(input)).toThrow(
      expect.objectContaining({ code: 'bad_args', field: 'url' }),
    );
  });
});
