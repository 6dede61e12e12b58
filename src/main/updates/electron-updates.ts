import {
  AppImageUpdater,
  type AppUpdater,
  MacUpdater,
  NsisUpdater,
  Provider,
  type ResolvedUpdateFileInfo,
  type UpdateInfo,
} from 'electron-updater';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider';
import { CancellationToken } from 'builder-util-runtime';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { toLinkError } from '../net/link-error.ts';
import type { LinkOptions } from '../net/relay-link.ts';
import type { StatedUpdate, UpdateInstaller, UpdateSource } from './installer.ts';
import { RoutedExecutor } from './routed-executor.ts';

// electron-updater (MIT, electron-builder's own, a release every few weeks) knows how each platform replaces a program that runs,
// checks Windows' and macOS' signatures, takes its share of a staged roll-out and installs nothing older. What it is told comes from a
// statement whose signature was proven before, and not from its own kind of feed, which nobody signs.

export interface ElectronInstallerDeps {
  /** That of the platform; `NsisUpdater`, `MacUpdater` or `AppImageUpdater`. */
  readonly updater: AppUpdater;
  readonly linkTo: (source: UpdateSource) => LinkOptions;
  readonly logger: Logger;
}

/** Makes what gives electron-updater the one release that was stated. */
function providerOf({ manifest, source }: StatedUpdate) {
  return class extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(runtime);
    }

    override getLatestVersion(): Promise<UpdateInfo> {
      const { version, publishedAt, rollout, file } = manifest;
      return Promise.resolve({
        version,
        releaseDate: new Date(publishedAt).toISOString(),
        stagingPercentage: rollout,
        files: [{ url: file.name, sha512: file.sha512, size: file.bytes }],
        // Fields of a form that nobody reads any more; the types want them.
        path: file.name,
        sha512: file.sha512,
      });
    }

    override resolveFiles({ files }: UpdateInfo): ResolvedUpdateFileInfo[] {
      return files.map((info) => ({ url: new URL(`${source.url}/${info.url}`), info }));
    }
  };
}

/** The one for this platform. */
export function platformUpdater(): AppUpdater {
  if (process.platform === 'win32') return new NsisUpdater();
  return process.platform === 'darwin' ? new MacUpdater() : new AppImageUpdater();
}

export function createElectronInstaller({ updater, linkTo, logger }: ElectronInstallerDeps): UpdateInstaller {
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = true;
  updater.allowDowngrade = false;
  // Whole files: their hash is the signed one, and a relay needs nothing beside them.
  updater.disableDifferentialDownload = true;
  updater.logger = {
    info: () => undefined,
    warn: (message: unknown) => logger.warn({ detail: String(message) }, 'the updater warns'),
    error: (message: unknown) => logger.warn({ detail: String(message) }, 'the updater failed'),
  };

  return {
    async isWanted(update) {
      const { bytes } = update.manifest.file;
      // Not in its types; electron-builder's own tests put theirs here too.
      Object.assign(updater, { httpExecutor: new RoutedExecutor(linkTo(update.source), bytes) });
      updater.setFeedURL({ provider: 'custom', updateProvider: providerOf(update) });
      const result = await updater.checkForUpdates();
      return result?.isUpdateAvailable ?? false;
    },
    async download(onPercent, signal) {
      const token = new CancellationToken();
      const cancel = (): void => token.cancel();
      const progress = ({ percent }: { readonly percent: number }): void => onPercent(percent);
      signal.addEventListener('abort', cancel);
      updater.on('download-progress', progress);
      try {
        if (signal.aborted) throw new AppError('cancelled');
        await updater.downloadUpdate(token);
      } catch (error) {
        throw signal.aborted ? new AppError('cancelled') : toUpdateError(error);
      } finally {
        updater.off('download-progress', progress);
        signal.removeEventListener('abort', cancel);
      }
    },
    restart() {
      let failed = false;
      const note = (): void => {
        failed = true;
      };
      // It throws nothing, and tells before it returns.
      updater.on('error', note);
      updater.quitAndInstall(true, true);
      updater.off('error', note);
      return !failed;
    },
  };
}

function toUpdateError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_CHECKSUM_MISMATCH' || code === 'ERR_UPDATER_INVALID_SIGNATURE')
    return new AppError('file_damaged', 'not the file that was signed', { cause: error });
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('disk_full', 'no room', { cause: error });
  return toLinkError(error);
}
