import { describe, expect, it } from 'vitest';
import { ownUrlOf, type RelayHost } from '../../../../src/main/relay-host/relay-host.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { CERTIFICATE, HOSTED, ID, world } from './account-world.ts';

const person = { name: 'lin', displayName: '林夕', password: 'correct horse' };
const OPEN = HOSTED.replace('ws:', 'wss:');
const FREE = 50_001;
const MOVED = HOSTED.replace('7480', String(FREE));

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

  /** A relay host with one free port, which starts nothing else where `taken` says so. */
  function hostBesideAnother(taken: (port: number | undefined, network: boolean) => boolean): RelayHost {
    let running: number | undefined;
    const url = (): string | undefined =>
      running === undefined ? undefined : HOSTED.replace('7480', String(running));
    return {
      start: (name, port, network = false) => {
        if (taken(port, network)) return Promise.reject(new AppError('port_taken', 'port is in use'));
        running = port ?? (taken(7480, network) ? FREE : 7480);
        return Promise.resolve({ name, port: running, ...(network && { network }) });
      },
      url,
      addresses: () => [url() ?? []].flat(),
      fingerprint: () => undefined,
      stop: () => {
        running = undefined;
        return Promise.resolve();
      },
    };
  }

  it('goes on as before when it cannot run as asked', async () => {
    const { account, files } = world({ relayHost: hostBesideAnother((_port, network) => network) });
    await account.host({ relayName: 'office', ...person });
    await expectCode(account.changeHosting({ running: true, network: true }), 'port_taken');
    expect(await account.current()).toMatchObject({ hosting: { running: true, network: false } });
    expect(files.hosting.value).toEqual({ name: 'office', port: 7480 });
  });

  it('moves to a free port when another program has taken its own, and its account goes along', async () => {
    let taken = false;
    const { account, files } = world({ relayHost: hostBesideAnother((port) => taken && port !== undefined) });
    await account.host({ relayName: 'office', ...person });
    await account.changeHosting({ running: false, network: false });
    taken = true;
    await expect(account.changeHosting({ running: true, network: false })).resolves.toMatchObject({
      id: ID,
      relayUrl: MOVED,
      hosting: { running: true, network: false },
    });
    expect(files.hosting.value).toEqual({ name: 'office', port: FREE });
    // Colleagues know the other port: they would look for it in vain.
    await account.changeHosting({ running: false, network: true });
    await expectCode(account.changeHosting({ running: true, network: true }), 'port_taken');
    expect(files.hosting.value).toEqual({ name: 'office', port: FREE, network: true, stopped: true });
  });

  it.each([
    ['this computer alone', undefined, MOVED, { name: 'office', port: FREE }],
    ['colleagues', true, HOSTED, { name: 'office', port: 7480, network: true }],
  ])('at a start finds its port taken: one for %s', async (_whom, network, relayUrl, left) => {
    const relayHost = hostBesideAnother((port) => port !== undefined);
    const { account, files, remember } = world({ relayHost });
    files.hosting.value = { name: 'office', port: 7480, ...(network && { network }) };
    remember();
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
