import type { Logger } from '../../shared/logger.ts';
import { UPDATES_PATH } from '../../shared/update-manifest.ts';
import { createHttpClient } from '../net/http-client.ts';
import type { Routes } from '../net/proxy.ts';
import { findUpdate } from './find-update.ts';
import type { UpdateInstaller, UpdateSource } from './installer.ts';
import { readUpdateKey } from './read-statement.ts';
import { createUpdates, type Updates, type UpdatesDeps } from './updates.ts';

export interface ClientUpdatesDeps extends Pick<
  UpdatesDeps,
  'onState' | 'quitFor' | 'clock' | 'random' | 'logger'
> {
  /** How this program came here; `key` and `url` as it was built with them. */
  readonly installation:
    | { readonly kind: 'checkout' | 'managed' }
    | { readonly kind: 'own'; readonly key: string | null; readonly url: string | null };
  readonly routes: Routes;
  /** Of the account that is shown, as it is dialled; `null`: there is none. */
  readonly relay: () => Promise<UpdateSource | null>;
}

/**
 * Updates from the relay of the account that is shown, and after it from where the build says. Neither is believed: what counts is the
 * signature of the key that the build carries.
 */
export function createClientUpdates({
  installation,
  routes,
  relay,
  logger,
  ...rest
}: ClientUpdatesDeps): Updates {
  const own = installation.kind === 'own' ? installation : { key: null, url: null };
  const key = own.key === null ? undefined : readUpdateKey(own.key);
  // A universal program for macOS, one for each processor elsewhere.
  const target = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;

  async function sources(): Promise<readonly UpdateSource[]> {
    const at = await relay();
    return [
      ...(at ? [{ ...at, url: new URL(UPDATES_PATH, at.url.replace(/^ws/, 'http')).href }] : []),
      ...(own.url === null ? [] : [{ url: own.url.replace(/\/+$/, '') }]),
    ];
  }

  const off = installation.kind === 'own' ? (key ? null : 'no-key') : installation.kind;
  return createUpdates({
    off,
    installer: lazyInstaller(routes, logger),
    find: async (signal) =>
      key
        ? findUpdate(
            { httpFor: ({ pinned }) => createHttpClient({ routes, pinned }), key, target },
            await sources(),
            signal,
          )
        : null,
    logger,
    ...rest,
  });
}

/** electron-updater is 400 KB that most starts have no use for. */
function lazyInstaller(routes: Routes, logger: Logger): UpdateInstaller {
  let loaded: Promise<UpdateInstaller> | undefined;
  let ready: UpdateInstaller | undefined;
  const load = (): Promise<UpdateInstaller> =>
    (loaded ??= import('./electron-updates.ts').then(({ createElectronInstaller, platformUpdater }) => {
      ready = createElectronInstaller({
        updater: platformUpdater(),
        linkTo: ({ pinned }) => ({ routes, pinned }),
        logger,
      });
      return ready;
    }));
  return {
    isWanted: async (update) => (await load()).isWanted(update),
    download: async (onPercent, signal) => (await load()).download(onPercent, signal),
    // Only what was downloaded is installed, so it is loaded.
    restart: () => ready?.restart() ?? false,
  };
}
