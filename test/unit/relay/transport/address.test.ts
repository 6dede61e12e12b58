import { describe, expect, it } from 'vitest';
import {
  AddressReader,
  isAddressRange,
  isLoopback,
  limitKeyOf,
} from '../../../../src/relay/transport/address.ts';

const read = (trusted: readonly string[], remoteAddress: string | undefined, forwarded?: string | string[]) =>
  new AddressReader(trusted).read({
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    socket: { remoteAddress },
  });

describe('where a client is', () => {
  it('[LIM-4] is what the socket says; a header of somebody who is not trusted changes nothing', () => {
    expect(read([], '203.0.113.9', '10.0.0.1')).toEqual({ text: '203.0.113.9', limitKey: '203.0.113.9' });
    expect(read(['10.0.0.0/8'], '203.0.113.9', '127.0.0.1')).toMatchObject({ limitKey: '203.0.113.9' });
    expect(read([], '::ffff:203.0.113.9')).toMatchObject({ text: '203.0.113.9' });
    expect(read([], undefined)).toMatchObject({ text: 'unknown', limitKey: 'unknown' });
  });

  it('[LIM-4] is the nearest address that no trusted proxy has; what a client made up stands further away', () => {
    const trusted = ['127.0.0.1', '10.0.0.0/8', '2001:db8::/32'];
    const seen = (forwarded: string | string[], peer = '127.0.0.1'): string =>
      read(trusted, peer, forwarded).text;
    expect(seen('203.0.113.9')).toBe('203.0.113.9');
    expect(seen('198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
    expect(seen('198.51.100.1, 203.0.113.9, 10.1.2.3')).toBe('203.0.113.9');
    expect(seen(['198.51.100.1', '203.0.113.9'])).toBe('203.0.113.9');
    expect(seen('203.0.113.9, 2001:db8::1', '::ffff:10.0.0.9')).toBe('203.0.113.9');
  });

  it('[LIM-4] is the proxy when it says nothing that can be used', () => {
    const seen = (forwarded?: string): unknown => read(['10.0.0.1'], '10.0.0.1', forwarded);
    const proxy = { text: '10.0.0.1', limitKey: '10.0.0.1' };
    for (const forwarded of [
      undefined,
      '',
      'unknown',
      '203.0.113.9, nonsense',
      '203.0.113.9:4711',
      '10.0.0.1',
    ]) {
      expect(seen(forwarded)).toEqual(proxy);
    }
    expect(read(['127.0.0.1'], '127.0.0.1').limitKey).toBeUndefined();
  });

  it('[LIM-4] is limited when it comes out of a header, and be it a loopback address', () => {
    expect(read(['10.0.0.1'], '10.0.0.1', '127.0.0.1')).toEqual({ text: '127.0.0.1', limitKey: '127.0.0.1' });
    expect(read([], '127.0.0.1').limitKey).toBeUndefined();
    expect(read([], '::1').limitKey).toBeUndefined();
  });

  it('does not walk a header for ever', () => {
    const many = Array.from({ length: 100_000 }, () => '10.0.0.1').join(',');
    expect(read(['10.0.0.1'], '10.0.0.1', `203.0.113.9,${many}`).text).toBe('10.0.0.1');
  });

  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['10.0.0.1', '10.0.0.1'],
  ])('[LIM-4] counts %s as %s', (address, key) => {
    expect(limitKeyOf(address)).toBe(key);
  });

  it.each([
    ['10.0.0.1', true],
    ['10.0.0.0/8', true],
    ['10.0.0.0/33', false],
    ['::1', true],
    ['2001:db8::/129', false],
    ['2001:db8::/32', true],
    ['10.0.0.0/', false],
    ['10.0.0.0/8/8', false],
    ['proxy.example', false],
    ['', false],
  ])('knows whether %s can be trusted at all', (text, expected) => {
    expect(isAddressRange(text)).toBe(expected);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.1', false],
    ['::2', false],
    ['unknown', false],
    ['127.evil.example', false],
  ])('knows whether %s is this machine', (address, expected) => {
    expect(isLoopback(address)).toBe(expected);
  });
});
