import type { Fingerprint } from '../../shared/model/fingerprint.ts';
import type { UpdateManifest } from '../../shared/update-manifest.ts';

/** A folder that holds statements and their files. */
export interface UpdateSource {
  /** Without a slash at its end. */
  readonly url: string;
  /** The one certificate that is accepted there. */
  readonly pinned?: Fingerprint | undefined;
}

/** A release that its signer has stated, and where it can be had. */
export interface StatedUpdate {
  readonly manifest: UpdateManifest;
  readonly source: UpdateSource;
}

/** What turns a release into the program that runs. One update at a time; calls come one after the other. */
export interface UpdateInstaller {
  /** Whether it is newer than what runs, and meant for this installation by now (rollout). Never offers an older one. */
  isWanted(update: StatedUpdate): Promise<boolean>;
  /**
   * Fetches the file of the update that was wanted last and checks it. Rejects with `file_damaged` when it is not the one that was
   * signed, with `cancelled`, and with `unreachable`, `timeout` or `disk_full` for the rest; nothing is left then.
   */
  download(onPercent: (percent: number) => void, signal: AbortSignal): Promise<void>;
  /**
   * Installs what was downloaded, starts it and quits, for a program that holds nothing of its profile any more. `false`: it could not be
   * installed, and nothing has begun.
   */
  restart(): boolean;
}
