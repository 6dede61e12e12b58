import { describe, expect, it } from 'vitest';
import { ownUrlOf, type RelayHost } from '../../../../src/main/relay-host/relay-host.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { CERTIFICATE, HOSTED, ID, world } from './account-world.ts';

const person = { name: 'lin', displayName: '林夕', password: 'correct horse' };
const OPEN = HOSTED.replace('ws:', 'wss:');
const MOVED = HOSTED.replace('7480', '50001');

describe('the relay hosted here', () => {
  it('is opened to the network and closed again; its account goes along under the id that it has', async () => {
    const { account, files, log } = world();
    await account.host({ relayName: 'office', ...person });
    log.length = 0;
    await expect(account.changeHosting({ running: true, network: true })).resolves.toMatchObject({
      kind: 'ready',
      id: ID,
      relayUrl: OPEN,
      fingerprint: CERTIFICATE,
      hosting: { running: true, network: true },
    });
    expect(files.hosting.value).toEqual({ name: 'office', port: 7480, network: true });
    expect(files.account(ID).value).toMatchObject({ relayUrl: OPEN, fingerprint: CERTIFICATE });
    expect(log).toEqual([
      'relay stop',
      'relay start 7480 network',
      'engine stop',
      'engine open secret',
      'engine start',
    ]);

    const closed = await account.changeHosting({ running: true, network: false });
    expect(closed).toMatchObject({ relayUrl: HOSTED, hosting: { network: false } });
    expect(closed).not.toHaveProperty('fingerprint');
    expect(files.account(ID).value).not.toHaveProperty('fingerprint');
  });

  it('stays stopped over a restart until it is started', async () => {
    const { account, files, log } = world();
    await account.host({ relayName: 'office', ...person });
    await expect(account.changeHosting({ running: false, network: false })).resolves.toMatchObject({
      kind: 'ready',
      relayUrl: HOSTED,
      hosting: { running: false, network: false, urls: [] },
    });
    const again = world();
    again.files.hosting.value = files.hosting.value;
    again.remember();
    await again.account.restore();
    expect(again.log).not.toContain('relay start 7480');
    expect(await again.account.current()).toMatchObject({ hosting: { running: false } });
    log.length = 0;
    await expect(account.changeHosting({ running: true, network: false })).resolves.toMatchObject({
      hosting: { running: true, urls: [HOSTED] },
    });
    expect(files.hosting.value).toEqual({ name: 'office', port: 7480 });
    // Where it is reached has not changed: its account dials again, at once.
    expect(log).toEqual(['relay stop', 'relay start 7480', 'engine nudge']);
  });

  it('goes on as before when it cannot run as asked', async () => {
    let url: string | undefined;
    const { account, files } = world({
      relayHost: {
        start: (name, port, network = false) => {
          if (network) return Promise.reject(new AppError('port_taken', 'port is in use'));
          url = HOSTED;
          return Promise.resolve({ name, port: port ?? 7480 });
        },
        url: () => url,
        addresses: () => (url === undefined ? [] : [url]),
        fingerprint: () => undefined,
        stop: () => {
          url = undefined;
          return Promise.resolve();
        },
      },
    });
    await account.host({ relayName: 'office', ...person });
    await expectCode(account.changeHosting({ running: true, network: true }), 'port_taken');
    expect(await account.current()).toMatchObject({ hosting: { running: true, network: false } });
    expect(files.hosting.value).toEqual({ name: 'office', port: 7480 });
  });

  /** A relay host on whose ports another program listens, once `taken` says so; only a free one is had then. */
  function hostBesideAnother() {
    let url: string | undefined;
    const beside = { taken: false };
    const relayHost: RelayHost = {
      start: (name, port, network = false) => {
        if (beside.taken && port !== undefined)
          return Promise.reject(new AppError('port_taken', 'port is in use'));
        url = beside.taken ? MOVED : HOSTED;
        return Promise.resolve({ name, port: beside.taken ? 50_001 : 7480, ...(network && { network }) });
      },
      url: () => url,
      addresses: () => (url === undefined ? [] : [url]),
      fingerprint: () => undefined,
      stop: () => {
        url = undefined;
        return Promise.resolve();
      },
    };
    return { beside, relayHost };
  }

  it('moves to a free port when another program has taken its own, and its account goes along', async () => {
    const { beside, relayHost } = hostBesideAnother();
    const { account, files } = world({ relayHost });
    await account.host({ relayName: 'office', ...person });
    await account.changeHosting({ running: false, network: false });
    beside.taken = true;
    await expect(account.changeHosting({ running: true, network: false })).resolves.toMatchObject({
      id: ID,
      relayUrl: MOVED,
      hosting: { running: true, network: false },
    });
    expect(files.hosting.value).toEqual({ name: 'office', port: 50_001 });
    // Colleagues know the other port: they would look for it in vain.
    await account.changeHosting({ running: false, network: true });
    await expectCode(account.changeHosting({ running: true, network: true }), 'port_taken');
    expect(files.hosting.value).toEqual({ name: 'office', port: 50_001, network: true, stopped: true });
  });

  it.each([
    ['this computer alone', undefined, MOVED, { name: 'office', port: 50_001 }],
    ['colleagues', true, HOSTED, { name: 'office', port: 7480, network: true }],
  ])('at a start finds its port taken: one for %s', async (_whom, network, relayUrl, left) => {
    const { beside, relayHost } = hostBesideAnother();
    const { account, files, remember } = world({ relayHost });
    files.hosting.value = { name: 'office', port: 7480, ...(network && { network }) };
    remember();
    beside.taken = true;
    await account.restore();
    expect(await account.current()).toMatchObject({ id: ID, relayUrl });
    expect(files.hosting.value).toEqual(left);
  });

  it('is nothing to change where none is hosted', async () => {
    const { account } = world();
    await account.signIn({ url: 'relay', name: 'lin', password: 'x' });
    await expectCode(account.changeHosting({ running: true, network: true }), 'forbidden');
  });

  it('has one address for this computer, running or not', () => {
    expect(ownUrlOf({ name: 'office', port: 7480 })).toBe(HOSTED);
    expect(ownUrlOf({ name: 'office', port: 7480, network: true })).toBe(OPEN);
  });
});
