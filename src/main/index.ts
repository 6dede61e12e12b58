import { hostname } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { AppError } from '../shared/errors.ts';
import { type Account, createAccount } from './account/account.ts';
import { createDoorkeeper } from './account/doorkeeper.ts';
import { createDesktopShell } from './desktop.ts';
import { accountHandlers, engineHandlers } from './ipc/account-handlers.ts';
import { appHandlers } from './ipc/app-handlers.ts';
import { desktopHandlers } from './ipc/desktop-handlers.ts';
import { archiveHandlers } from './ipc/archive-handlers.ts';
import { createDispatcher } from './ipc/dispatch.ts';
import { perWindow } from './ipc/per-window.ts';
import { fileHandlers, profilePicture, shownPicture, takeDropped } from './ipc/file-handlers.ts';
import { lockHandlers } from './ipc/lock-handlers.ts';
import { openMediaRoom } from './media/create-media.ts';
import { createHttpClient } from './net/http-client.ts';
import { createProxyChoice } from './net/proxy-choice.ts';
import { createRelayFinder } from './net/relay-finder.ts';
import { fingerprintAt } from './net/relay-link.ts';
import { createWsDialer } from './net/ws-dialer.ts';
import { claimProfile, hostInfo, leave, onQuit, quit, quitFor, ready } from './platform/app-lifecycle.ts';
import { registerAppScheme, servePage } from './platform/app-scheme.ts';
import { installation } from './platform/installation.ts';
import { idleSeconds, onAbsence, onResume } from './platform/attention.ts';
import { chooseFiles, chooseFolder, chooseTarget, openFile } from './platform/file-dialogs.ts';
import { setLaunchAtLogin } from './platform/login-item.ts';
import { allWindows, denyPermissions, openMainWindow } from './platform/main-window.ts';
import { answerDrops, answerPage, tellPages } from './platform/page-channel.ts';
import { keychainProtection, openSecret, sealSecret } from './platform/keychain.ts';
import { resolveProxy } from './platform/system-proxy.ts';
import { keepSettings } from './profile/kept-settings.ts';
import { logFile } from './profile/log-file.ts';
import { openProfile } from './profile/profile.ts';
import { createRelayHost } from './relay-host/relay-host.ts';
import { createFarewell } from './shell/farewell.ts';
import { shellLanguage } from './shell/shell-texts.ts';
import { openSource } from './archive/open-source.ts';
import { openSnapshot } from './store/open-snapshot.ts';
import { openStore } from './store/open-store.ts';
import { createEngine } from './sync/create-engine.ts';
import { type Engine, ENGINE_EVENTS, type EngineEventName } from './sync/engine.ts';
import { createClientUpdates } from './updates/create-updates.ts';
import { lockWhenIdle } from './vault/idle-lock.ts';
import { createVault } from './vault/vault.ts';
import { openStoredToken } from './vault/stored-token.ts';
import {
  freeBytes,
  networkAddresses,
  systemClock as clock,
  systemMakeId as makeId,
  systemRandom as random,
} from './system.ts';

const built = (name: string) => join(import.meta.dirname, name);

async function run(folder: string): Promise<void> {
  const profile = openProfile(folder);
  const logger = pino({ base: null }, logFile(profile.logFolder));
  const ignored = (message: string) => (error: unknown) => logger.error({ err: error }, message);
  const finder = createRelayFinder(clock);
  const { version } = hostInfo();
  const engines = new Set<Engine>();
  const settings = keepSettings(profile.settings, (next) => {
    tellPages('settings.changed', next);
    for (const { media } of engines)
      media?.trimCache().catch(ignored('files beyond the limit are still there'));
    desktop.settingsChanged();
  });
  const farewell = createFarewell(clock, () => tellPages('app.leaving', {}));
  const desktop = createDesktopShell({
    settings,
    locked: () => vault.locked(),
    windows: profile.windows,
    preload: built('../preload/index.cjs'),
    restartToUpdate: () => updates.restart(),
    onWindowClosed(window) {
      looks.closed(window);
      farewell.left(window);
    },
    logger,
  });
  const { shell } = desktop;
  const proxy = createProxyChoice({
    file: profile.proxy,
    vault: { seal: sealSecret, open: openSecret },
    resolve: resolveProxy,
    onChange: () => account.redial(),
  });
  const { routes } = proxy;

  const vault = createVault({
    profile,
    keychain: { seal: sealSecret, open: openSecret, protection: keychainProtection },
    clock,
    onLock() {
      tellPages('lock.changed', vault.state());
      shell.lockChanged();
      account.lockChanged().catch((error: unknown) => logger.error({ err: error }, 'unlocking failed'));
    },
    logger,
  });

  const account: Account = createAccount({
    profile,
    tokens: {
      seal: (id, token) => ({ kind: 'boxed', box: vault.sealToken(id, token) }),
      open: (id, sealed) => openStoredToken(vault, openSecret, id, sealed),
    },
    lock: vault,
    relayHost: createRelayHost({
      workerPath: built('relay-worker.cjs'),
      storageWorkerPath: built('relay-storage-worker.cjs'),
      consoleFolder: built('../console'),
      dataFolder: profile.relayFolder,
      networkAddresses,
      clock,
      logger,
    }),
    doorkeeper: createDoorkeeper(
      { dialerFor: (pinned) => createWsDialer(clock, { routes, pinned }), clock, version },
      hostname() || 'Yidu',
    ),
    readFingerprint: (url, signal) => fingerprintAt(url, routes, signal),
    async openEngine(id, { me, relayUrl, fingerprint, token }, { suspected, onDamaged, onMe }) {
      const store = await openStore({
        file: profile.storeFile(id),
        me: me.id,
        key: vault.storeKey(id),
        clock,
        workerPath: built('store-worker.cjs'),
        suspected,
      });
      if (store.quarantined !== null) {
        logger.error(
          { movedTo: store.quarantined },
          'the store could not be used; a new one has taken its place',
        );
      }
      return createEngine({
        store,
        media: {
          http: createHttpClient({ routes, pinned: fingerprint }),
          room: await openMediaRoom(
            profile.mediaFolder(id),
            () => clock.now(),
            () => settings.current().cacheMegabytes * 1024 ** 2,
          ),
        },
        disk: {
          openSnapshot: () =>
            openSnapshot({
              file: profile.storeFile(id),
              key: vault.storeKey(id),
              workerPath: built('store-worker.cjs'),
            }),
          openSource: (folder) => openSource({ folder, me: me.id, workerPath: built('archive-worker.cjs') }),
          free: () => freeBytes(profile.mediaFolder(id)),
        },
        dialer: createWsDialer(clock, { routes, pinned: fingerprint }),
        url: relayUrl,
        token,
        me,
        version,
        clock,
        random,
        makeId,
        logger,
        onDamaged,
        onMe,
      });
    },
    onEngine(engine, id) {
      engines.add(engine);
      engine.stopping.addEventListener('abort', () => engines.delete(engine), { once: true });
      shell.attach(engine, id);
      const pass = (name: EngineEventName): void => {
        engine.on(name, (body) => {
          if (account.isShown(id)) tellPages(name, body);
        });
      };
      for (const name of ENGINE_EVENTS) pass(name);
    },
    onState(state) {
      desktop.signedIn(state.kind === 'ready' ? state.me.id : null);
      tellPages('account.changed', state);
    },
    onList: (accounts) => tellPages('accounts.changed', { accounts: [...accounts] }),
    logger,
  });

  const updates = createClientUpdates({
    installation: installation(),
    routes,
    relay: async () => {
      const state = await account.current();
      return state.kind === 'ready' ? { url: state.relayUrl, pinned: state.fingerprint } : null;
    },
    onState(state) {
      tellPages('updates.changed', state);
      shell.updateReady(state.kind === 'ready');
    },
    quitFor,
    clock,
    random,
    logger,
  });

  const ofEngine = engineHandlers(account);
  const looks = perWindow(ofEngine);

  answerPage(
    createDispatcher(
      {
        ...appHandlers({
          clock,
          info: () => hostInfo(),
          quit,
          left: (window) => farewell.left(window),
          licencesFolder: built('../licences'),
          openLogs: () => openFile(profile.logFolder),
          settings,
          proxy,
          finder,
          onFound: (found) => tellPages('network.found', found),
          onNetwork: () => account.nudge(),
          updates,
        }),
        ...desktopHandlers({
          state: () => desktop.state(),
          launchAtLogin: setLaunchAtLogin,
          shell,
          whose: (conversation) => account.whose(conversation),
          isMain: (window) => desktop.isMain(window),
          async openWindow(conversation) {
            if (!(await account.engine()?.unread(conversation)))
              throw new AppError('not_found', 'no such one');
            desktop.openWindow(conversation);
          },
          view: profile.view,
        }),
        ...accountHandlers(account),
        ...lockHandlers(vault, account),
        ...ofEngine,
        ...looks.handlers,
        ...archiveHandlers(account, {
          chooseTarget,
          chooseFolder,
          takeOpened: () => desktop.shell.takeArchive(),
          language: () => shellLanguage(settings.current().language, hostInfo().systemLanguage),
          now: () => clock.now(),
        }),
        ...fileHandlers(account, {
          chooseFiles,
          chooseTarget,
          openFile,
        }),
      },
      (name, error) => logger.error({ err: error, request: name }, 'a request failed'),
      () => vault.locked(),
    ),
  );

  answerDrops((paths) => takeDropped(account, paths));

  await ready();
  denyPermissions();
  servePage(built('../renderer'), {
    ofMessage: (id) => shownPicture(account, id),
    ofProfile: (address) => profilePicture(account, address),
  });
  // Before there is a page: none must be told anything while it is not known whether it is locked.
  await vault.open().catch((error: unknown) => logger.error({ err: error }, 'there is no profile key'));
  const restored = account.restore();
  const main = openMainWindow({
    preload: built('../preload/index.cjs'),
    saved: profile.window.read(),
    keepsRunning: () => desktop.keepsRunning(),
    moved: (state) => void profile.window.write(state).catch(ignored('the window is not remembered')),
  });
  desktop.start(main);
  updates.start();
  onResume(() => account.nudge());
  onAbsence(() => vault.lock());
  const stopLooking = lockWhenIdle(vault, idleSeconds, clock);
  onQuit(async () => {
    await farewell.ask(allWindows().map(({ id }) => id));
    desktop.leave();
    finder.stop();
    updates.stop();
    stopLooking();
    // What was chosen a moment ago may be on its way to the disk.
    await Promise.all([account.stop(), profile.window.write(main.state()), settings.settled()]);
    await profile.settled();
  });
  await restored;
}

registerAppScheme();
const folder = claimProfile(process.argv);
if (folder === undefined) leave();
else void run(folder);
