import { describe, expect, it } from 'vitest';
import { createRelayFinder, learn } from '../../../../src/main/net/relay-finder.ts';
import { systemClock } from '../../../../src/main/system.ts';
import { announceRelay } from '../../../../src/relay/beacon/announce-relay.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { Fingerprint } from '../../../../src/shared/model/fingerprint.ts';
import { BEACON_SERVICE, formatBeacon, type FoundRelay } from '../../../../src/shared/relay-beacon.ts';

const FINGERPRINT = Fingerprint.parse('0123456789abcdef'.repeat(4));
const HOST = '192.168.1.20';

function packet(
  label: string,
  texts: readonly string[] = formatBeacon('办公室', FINGERPRINT),
  { ttl = 120, port = 7480 }: { ttl?: number; port?: number } = {},
): { answers: unknown[]; additionals: unknown[] } {
  const name = `${label}.${BEACON_SERVICE}`;
  return {
    answers: [{ type: 'PTR', name: BEACON_SERVICE, ttl, data: name }],
    additionals: [
      { type: 'SRV', name, ttl, data: { port, target: 'elsewhere.example' } },
      { type: 'TXT', name, ttl, data: texts.map((text) => Buffer.from(text)) },
    ],
  };
}

describe('[LNK-2] relays on the network', () => {
  it('are learned at the address that the packet came from, and forgotten when they say goodbye', () => {
    const relays = new Map<string, FoundRelay>();
    expect(learn(relays, packet('a'), HOST)).toBe(true);
    expect([...relays.values()]).toEqual([
      { name: '办公室', address: 'wss://192.168.1.20:7480', fingerprint: FINGERPRINT },
    ]);
    expect(learn(relays, packet('a'), HOST)).toBe(false);
    expect(learn(relays, packet('a', undefined, { ttl: 0 }), '192.168.1.66')).toBe(false);
    expect(learn(relays, packet('a', undefined, { ttl: 0 }), HOST)).toBe(true);
    expect(relays.size).toBe(0);
  });

  it('are at most twenty', () => {
    const relays = new Map<string, FoundRelay>();
    for (let n = 0; n < 100; n++) learn(relays, packet(`relay-${n}`), HOST);
    expect(relays.size).toBe(20);
    expect(learn(relays, packet('relay-0', undefined, { port: 7481 }), HOST)).toBe(true);
  });

  const fp = `fp=${FINGERPRINT}`;
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no records', {}],
    ['other records', { answers: [null, 1, { type: 'PTR' }, { type: 'A', name: 'x' }], additionals: [] }],
    ['a pointer alone', { ...packet('a'), additionals: [] }],
    ['a port that is none', packet('a', undefined, { port: 0 })],
    ['no fingerprint', packet('a', ['v=1', 'name=Office'])],
    ['half a fingerprint', packet('a', ['v=1', 'name=Office', fp.slice(0, 20)])],
    ['another version', packet('a', ['v=2', 'name=Office', fp])],
    ['no name', packet('a', ['v=1', 'name=', fp])],
    ['a name that turns the line round', packet('a', ['v=1', 'name=Of\u202Efice', fp])],
    ['a name with control characters', packet('a', ['v=1', 'name=Of\nfice', fp])],
    ['a name too long', packet('a', ['v=1', `name=${'x'.repeat(200)}`, fp])],
    [
      'a flood of pairs',
      packet(
        'a',
        Array.from({ length: 100 }, (_, n) => `x${n}=1`),
      ),
    ],
    ['bytes that are no text', packet('a', ['v=1', 'name=\u0000', fp])],
  ])('are not made of %s', (_what, hostile) => {
    const relays = new Map<string, FoundRelay>();
    expect(learn(relays, hostile, HOST)).toBe(false);
    expect(relays.size).toBe(0);
  });

  it('cut a long name so that it fits', () => {
    const relays = new Map<string, FoundRelay>();
    const texts = formatBeacon('办'.repeat(120), FINGERPRINT);
    expect(texts.every((text) => Buffer.byteLength(text) <= 255)).toBe(true);
    expect(learn(relays, packet('a', texts), HOST)).toBe(true);
  });

  it('are heard over a real socket, and their goodbye', async () => {
    const finder = createRelayFinder(systemClock);
    const heard: (readonly FoundRelay[])[] = [];
    let wake: (() => void) | undefined;
    const until = async (done: () => boolean): Promise<void> => {
      while (!done()) await new Promise<void>((resolve) => (wake = resolve));
    };
    const mine = (): FoundRelay | undefined =>
      heard.at(-1)?.find(({ fingerprint }) => fingerprint === FINGERPRINT);
    const beacon = announceRelay({
      name: () => 'Office',
      port: 7_480,
      fingerprint: FINGERPRINT,
      logger: SILENT_LOGGER,
    });
    try {
      finder.look((relays) => {
        heard.push(relays);
        wake?.();
      });
      await until(() => mine() !== undefined);
      expect(mine()).toMatchObject({ name: 'Office' });
      expect(mine()?.address).toMatch(/^wss:\/\/[\d.]+:7480$/);
      await beacon.stop();
      await until(() => mine() === undefined);
    } finally {
      finder.stop();
      finder.stop();
    }
  });
});
