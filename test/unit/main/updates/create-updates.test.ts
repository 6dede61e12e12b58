import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ElectronInstallerDeps } from '../../../../src/main/updates/electron-updates.ts';
import { createClientUpdates, type ClientUpdatesDeps } from '../../../../src/main/updates/create-updates.ts';
import type { UpdateInstaller, UpdateSource } from '../../../../src/main/updates/installer.ts';
import { Fingerprint } from '../../../../src/shared/model/fingerprint.ts';
import type { UpdateState } from '../../../../src/shared/ipc/views.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { TLS_FINGERPRINT } from '../../../support/tls-certificate.ts';
import { startUpdateFeed, type UpdateFeed } from '../../../support/update-feed.ts';

// From the relay's own shelf, over TLS as clients reach it, to the installer, in whose place something notes what it is given.

const given = vi.hoisted(() => ({ deps: undefined as ElectronInstallerDeps | undefined }));
const installer = vi.hoisted(() => ({
  isWanted: vi.fn<UpdateInstaller['isWanted']>(() => Promise.resolve(false)),
}));
vi.mock('../../../../src/main/updates/electron-updates.ts', () => ({
  platformUpdater: () => ({}),
  createElectronInstaller(deps: ElectronInstallerDeps) {
    given.deps = deps;
    return installer;
  },
}));

const WRONG = Fingerprint.parse('0'.repeat(64));
const target = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
const routes = { to: () => Promise.resolve(['direct'] as const) };
let feed: UpdateFeed;

beforeEach(async () => {
  feed = await startUpdateFeed(true);
  feed.publish({ target }, Buffer.from('program'));
  installer.isWanted.mockClear();
});
afterEach(() => feed.close());

function key(): string {
  return feed.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
}

/** The relay's own address, as an account has it. */
function relayAt(pinned: Fingerprint): UpdateSource {
  return { url: feed.url.replace('https:', 'wss:').replace('/updates', '/v1/socket'), pinned };
}

function updates(installation: ClientUpdatesDeps['installation'], relay: UpdateSource | null) {
  return createClientUpdates({
    installation,
    routes,
    relay: () => Promise.resolve(relay),
    onState: () => undefined,
    quitFor: () => undefined,
    clock: new ManualClock(),
    random: () => 0,
    logger: SILENT_LOGGER,
  });
}

it('takes what the relay of the account states, at whose certificate it was joined, and asks it for the file too', async () => {
  const state = await updates({ kind: 'own', key: key(), url: null }, relayAt(TLS_FINGERPRINT)).check();
  expect(state).toMatchObject({ kind: 'none' });
  expect(feed.asked).toEqual([`/updates/${target}.json`]);
  const [update] = installer.isWanted.mock.lastCall ?? [];
  expect(update).toMatchObject({ manifest: { version: '9.0.0' }, source: { url: feed.url } });
  expect(update && given.deps?.linkTo(update.source)).toEqual({ routes, pinned: TLS_FINGERPRINT });
});

it('asks nothing of a relay with another certificate', async () => {
  const state = await updates({ kind: 'own', key: key(), url: null }, relayAt(WRONG)).check();
  expect(state).toEqual({ kind: 'failed', error: 'wrong_certificate' });
  expect(feed.asked).toEqual([]);
});

it('asks where the build says when the relay has nothing, or nobody is signed in', async () => {
  const elsewhere = await startUpdateFeed();
  elsewhere.publish({ target }, Buffer.from('program'));
  const own = { kind: 'own', key: key(), url: `${elsewhere.url}/` } as const;
  const state = await updates(own, null).check();
  // Signed by another key.
  expect(state).toEqual({ kind: 'failed', error: 'update_refused' });
  expect(elsewhere.asked).toEqual([`/updates/${target}.json`]);
  expect(installer.isWanted).not.toHaveBeenCalled();
  await elsewhere.close();
});

it.each<[ClientUpdatesDeps['installation'], (UpdateState & { kind: 'off' })['why']]>([
  [{ kind: 'checkout' }, 'checkout'],
  [{ kind: 'managed' }, 'managed'],
  [{ kind: 'own', key: null, url: 'https://updates.test' }, 'no-key'],
  [{ kind: 'own', key: 'nonsense', url: 'https://updates.test' }, 'no-key'],
])('never looks where it may install nothing: %o', async (installation, why) => {
  const off = updates(installation, relayAt(TLS_FINGERPRINT));
  expect(await off.check()).toEqual({ kind: 'off', why });
  expect(feed.asked).toEqual([]);
});
