import { describe, expect, it } from 'vitest';
import { linkTo } from '../../../../src/relay/admin/relay-address.ts';
import { relayAddress } from '../../../../src/relay/bin/relay-address.ts';
import { parseInviteLink } from '../../../../src/shared/invite-link.ts';
import { Fingerprint } from '../../../../src/shared/model/fingerprint.ts';

const CODE = 'code-of-twenty-characters';
const fingerprint = Fingerprint.parse('ab'.repeat(32));

describe('the address of a relay', () => {
  it.each([
    [
      'wss://0.0.0.0:7480/v1/socket',
      undefined,
      ['192.168.1.20', '10.0.0.7'],
      'wss://192.168.1.20:7480',
      'network',
    ],
    ['ws://[::]:80/v1/socket', undefined, ['10.0.0.7'], 'ws://10.0.0.7:80', 'network'],
    ['wss://0.0.0.0:7480/v1/socket', undefined, [], 'wss://127.0.0.1:7480', 'machine'],
    ['ws://127.0.0.1:7480/v1/socket', undefined, ['10.0.0.7'], 'ws://127.0.0.1:7480', 'machine'],
    ['ws://localhost:7480/v1/socket', undefined, ['10.0.0.7'], 'ws://localhost:7480', 'machine'],
    ['wss://[::1]:7480/v1/socket', undefined, ['10.0.0.7'], 'wss://[::1]:7480', 'machine'],
    ['wss://10.0.0.9:7480/v1/socket', undefined, ['10.0.0.7'], 'wss://10.0.0.9:7480', 'network'],
    ['ws://127.0.0.1:7480/v1/socket', 'wss://chat.example:443', [], 'wss://chat.example:443', 'named'],
  ] as const)('%s, said to be %s', (url, publicUrl, networks, expected, reach) => {
    const found = relayAddress({ url, publicUrl, fingerprint: undefined }, () => networks);
    expect(found).toEqual({ url: expected, reach, fingerprint: undefined });
  });

  it('[LNK-1] stands in links, with the code and what the certificate is known by', () => {
    const url = 'wss://0.0.0.0:7480/v1/socket';
    const address = relayAddress({ url, publicUrl: undefined, fingerprint }, () => ['10.0.0.7']);
    expect(parseInviteLink(linkTo(address, CODE).link)).toEqual({
      to: 'relay',
      address: 'wss://10.0.0.7:7480',
      code: CODE,
      fingerprint,
    });
    expect(parseInviteLink(linkTo(address).link)).toMatchObject({ code: undefined, fingerprint });
  });
});
