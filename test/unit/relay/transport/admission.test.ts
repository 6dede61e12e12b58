import { describe, expect, it } from 'vitest';
import { Admission, isLoopback } from '../../../../src/relay/transport/admission.ts';

const request = { url: '/v1/socket', headers: {} };
const limits = { allowedOrigins: ['https://a.example'], maxConnections: 3, maxConnectionsPerAddress: 2 };

describe('admission', () => {
  it('[CON-1] bounds connections per address and in all, and frees a place once', () => {
    const admission = new Admission(limits);
    const leave = admission.enter('10.0.0.1');
    admission.enter('10.0.0.1');
    expect(admission.judge(request, '10.0.0.1')).toBe(503);
    expect(admission.judge(request, '10.0.0.2')).toBe('admit');
    admission.enter('10.0.0.2');
    expect(admission.judge(request, '10.0.0.3')).toBe(503);
    leave();
    leave();
    expect(admission.total).toBe(2);
    expect(admission.judge(request, '10.0.0.1')).toBe('admit');
  });

  it('does not count a proxy on the same machine as one client', () => {
    const admission = new Admission({ ...limits, maxConnections: 100 });
    for (let i = 0; i < 10; i++) admission.enter('::ffff:127.0.0.1');
    expect(admission.judge(request, '::ffff:127.0.0.1')).toBe('admit');
  });

  it.each([
    ['/v1/socket?token=x', 'admit'],
    ['/v1/socket/', 404],
    ['/V1/socket', 404],
    ['//v1/socket', 404],
    [undefined, 404],
  ] as const)('[CON-1] judges the path %s', (url, verdict) => {
    expect(new Admission(limits).judge({ headers: {}, ...(url ? { url } : {}) }, '10.0.0.1')).toBe(verdict);
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
