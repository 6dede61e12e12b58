import { expect, it, vi } from 'vitest';
import { createRelayHost } from '../../../../src/main/relay-host/relay-host.ts';
import { startWorkerRelay } from '../../../../src/main/relay-host/worker-relay.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { DEFAULT_RELAY_PORT } from '../../../../src/shared/protocol/limits.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { workerScript } from '../../../support/worker-scripts.ts';

const workerPath = workerScript('fake-relay');

function hostWith(clock = new ManualClock(), networks = ['192.168.1.20', '10.0.0.5']) {
  const warn = vi.fn();
  const host = createRelayHost({
    workerPath,
    storageWorkerPath: 'unused',
    consoleFolder: 'unused',
    dataFolder: 'unused',
    networkAddresses: () => networks,
    clock,
    logger: { ...SILENT_LOGGER, warn },
  });
  return { host, clock, warn };
}

const data = {
  dataFolder: 'unused',
  storageWorkerPath: 'unused',
  consoleFolder: 'unused',
  host: '127.0.0.1',
  port: 7_000,
};

it('starts on the default port first, and tells its address', async () => {
  const { host } = hostWith();
  await expect(host.start('office', undefined)).resolves.toEqual({
    name: 'office',
    port: DEFAULT_RELAY_PORT,
  });
  expect(host.url()).toBe(`ws://127.0.0.1:${DEFAULT_RELAY_PORT}/v1/socket`);
  await host.stop();
  expect(host.url()).toBeUndefined();
});

it('takes any free port when the default one is taken', async () => {
  const { host } = hostWith();
  await expect(host.start('taken', undefined)).resolves.toEqual({ name: 'taken', port: 50_001 });
  await host.stop();
});

it('does not look for another port where it is not the port that is wrong', async () => {
  const { host, warn } = hostWith();
  await expect(host.start('broken', undefined)).rejects.toMatchObject({ code: 'store_damaged' });
  expect(warn).not.toHaveBeenCalled();
});

it('insists on the port others know', async () => {
  const { host } = hostWith();
  await expect(host.start('taken', 7_001)).rejects.toMatchObject({
    code: 'port_taken',
    message: 'port is in use',
  });
});

it('reports a worker that crashes, and one that says nothing for 20 s', async () => {
  const clock = new ManualClock();
  await expect(startWorkerRelay(workerPath, { ...data, name: 'crash' }, clock)).rejects.toMatchObject({
    code: 'unreachable',
  });
  const silent = startWorkerRelay(workerPath, { ...data, name: 'silent' }, clock);
  clock.advance(20_000);
  await expect(silent).rejects.toMatchObject({ code: 'timeout' });
});

it('ends a worker by force that does not drain within 5 s', async () => {
  const clock = new ManualClock();
  const relay = await startWorkerRelay(workerPath, { ...data, name: 'stubborn' }, clock);
  const stopped = relay.stop();
  clock.advance(5_000);
  await stopped;
  await relay.ended;
});

it('runs one relay at a time', async () => {
  const { host } = hostWith();
  await host.start('office', 7_002);
  await expect(host.start('office', 7_003)).rejects.toMatchObject({ code: 'forbidden' });
  await host.stop();
});

it('tells no address for others while this computer is in no network', async () => {
  const { host } = hostWith(new ManualClock(), []);
  await host.start('office', 7_005, true);
  expect(host.addresses()).toEqual([]);
  await host.stop();
});

it('listens beyond this computer only when asked to, with TLS, and tells where others reach it', async () => {
  const { host } = hostWith();
  await host.start('office', 7_004);
  expect(host.addresses()).toEqual(['ws://127.0.0.1:7004/v1/socket']);
  expect(host.fingerprint()).toBeUndefined();
  await host.stop();
  await expect(host.start('office', 7_004, true)).resolves.toEqual({
    name: 'office',
    port: 7_004,
    network: true,
  });
  expect(host.url()).toBe('wss://127.0.0.1:7004/v1/socket');
  expect(host.addresses()).toEqual(['wss://192.168.1.20:7004/v1/socket', 'wss://10.0.0.5:7004/v1/socket']);
  expect(host.fingerprint()).toBe('a'.repeat(64));
  await host.stop();
  expect(host.addresses()).toEqual([]);
});
