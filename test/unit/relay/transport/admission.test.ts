import { describe, expect, it } from 'vitest';
import { Admission, DEFAULT_ADMISSION } from '../../../../src/relay/transport/admission.ts';
import type { ClientAddress } from '../../../../src/relay/transport/address.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const request = { url: '/v1/socket', headers: {} };
const from = (text: string): ClientAddress => ({ text, limitKey: text });
const local: ClientAddress = { text: '127.0.0.1', limitKey: undefined };
const clock = new ManualClock();

function admission(limits: Partial<typeof DEFAULT_ADMISSION>): Admission {
  return new Admission({ ...DEFAULT_ADMISSION, ...limits }, clock);
}

describe('admission', () => {
  it('[CON-1] bounds connections per address and in all, and frees a place once', () => {
    const door = admission({ maxConnections: 3, maxConnectionsPerAddress: 2 });
    const leave = door.enter(from('10.0.0.1'));
    door.enter(from('10.0.0.1'));
    expect(door.judge(request, from('10.0.0.1'))).toBe('address-full');
    expect(door.judge(request, from('10.0.0.2'))).toBeUndefined();
    door.enter(from('10.0.0.2'));
    expect(door.judge(request, from('10.0.0.3'))).toBe('full');
    leave();
    leave();
    expect(door.total).toBe(2);
    expect(door.judge(request, from('10.0.0.1'))).toBeUndefined();
  });

  it('does not count clients of this machine, behind whose address a proxy may stand', () => {
    const door = admission({ maxConnectionsPerAddress: 2, connectionsPerMinute: 1 });
    for (let i = 0; i < 10; i++) {
      expect(door.judge(request, local)).toBeUndefined();
      door.enter(local);
      expect(door.wait(undefined)).toBeDefined();
    }
  });

  it('[LIM-4] lets an address have so many new connections a minute, at once or spread, and others as many', () => {
    const door = admission({ connectionsPerMinute: 60 });
    const tries = (text: string): number =>
      Array.from({ length: 100 }, () => door.judge(request, from(text))).filter((one) => one === undefined)
        .length;
    expect([tries('10.0.0.1'), tries('10.0.0.1'), tries('10.0.0.2')]).toEqual([60, 0, 60]);
    expect(door.judge(request, from('10.0.0.1'))).toBe('address-rate');
    clock.advance(5_000);
    expect(tries('10.0.0.1')).toBe(5);
    expect(door.judge({ url: '/other', headers: {} }, from('10.0.0.1'))).toBe('path');
  });

  it('bounds sockets that have said nothing yet, by address, and counts each out once', () => {
    const door = admission({ maxConnectionsPerAddress: 2 });
    const leave = door.wait('10.0.0.1');
    expect(door.wait('10.0.0.1')).toBeDefined();
    expect(door.wait('10.0.0.1')).toBeUndefined();
    expect(door.wait('10.0.0.2')).toBeDefined();
    leave?.();
    leave?.();
    expect(door.wait('10.0.0.1')).toBeDefined();
    expect(door.wait('10.0.0.1')).toBeUndefined();
  });

  it.each([
    ['/v1/socket?token=x', undefined],
    ['/v1/socket/', 'path'],
    ['/V1/socket', 'path'],
    ['//v1/socket', 'path'],
    [undefined, 'path'],
  ] as const)('[CON-1] judges the path %s', (url, verdict) => {
    expect(admission({}).judge({ headers: {}, ...(url ? { url } : {}) }, from('10.0.0.1'))).toBe(verdict);
  });
});
