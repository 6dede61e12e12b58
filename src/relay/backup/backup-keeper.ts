import { readdir } from 'node:fs/promises';
import { basename, isAbsolute, join, resolve } from 'node:path';
import type { BackupSummary } from '../../shared/admin/admin-views.ts';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { createBackup } from './create-backup.ts';
import { filesElsewhere } from './files-elsewhere.ts';
import { PARTIAL } from './folders.ts';
import { readManifest, summaryOf } from './manifest.ts';
import { verifyBackup } from './verify-backup.ts';

export interface BackupKeeperDeps {
  /** Writes a copy of the database, as of one moment, to a new file. */
  readonly snapshot: (file: string) => Promise<void>;
  readonly dataFolder: string;
  /** Where backups go that name no place. */
  readonly folder: string;
  readonly clock: Clock;
  readonly makeSuffix: () => string;
}

/** Folder of a data folder in which files are put together that go elsewhere. */
export const ARRIVALS = 'arrivals';

/** Newest ones of the folder that are listed. */
const MAX_LISTED = 100;

/** The backups of a working relay; one is made at a time. */
export class BackupKeeper {
  readonly folder: string;
  readonly #deps: BackupKeeperDeps;
  readonly #end = new AbortController();
  #running: Promise<unknown> | undefined;

  constructor(deps: BackupKeeperDeps) {
    this.#deps = deps;
    this.folder = resolve(deps.folder);
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** In the folder of backups, named by the time. Throws as `createBackup`, and `busy` while another one is being made. */
  create(): Promise<BackupSummary> {
    const time = new Date(this.#deps.clock.now()).toISOString().replaceAll(':', '-').replace(/\..*$/, 'Z');
    return this.createAt(join(this.folder, time));
  }

  /** `target`: a folder that does not exist yet, outside the data folder unless it is among the backups. */
  async createAt(target: string): Promise<BackupSummary> {
    const { snapshot, dataFolder, clock, makeSuffix } = this.#deps;
    if (this.#running) throw new AppError('busy', 'another backup is being made');
    if (!isAbsolute(target)) throw new AppError('bad_args', 'folder: not absolute', { field: 'folder' });
    const inside = `${resolve(target)}/`.startsWith(`${resolve(dataFolder)}/`);
    if (inside && !`${resolve(target)}/`.startsWith(`${this.folder}/`)) {
      throw new AppError('bad_args', 'folder: lies inside the data folder', { field: 'folder' });
    }
    const work = createBackup({
      snapshot,
      dataFolder,
      // What is being put together for another place is in its pieces, there.
      without: [this.folder, join(dataFolder, ARRIVALS)],
      target,
      suffix: makeSuffix(),
      now: clock.now(),
      signal: this.#end.signal,
    });
    this.#running = work;
    try {
      return await work;
    } finally {
      this.#running = undefined;
    }
  }

  /** Newest first; what is no complete backup is left out. */
  async list(): Promise<BackupSummary[]> {
    const names = await readdir(this.folder).catch(() => []);
    const found: BackupSummary[] = [];
    // What a killed relay left half done keeps its temporary name.
    const complete = names.filter((name) => !name.endsWith(PARTIAL));
    for (const name of complete.sort().reverse().slice(0, MAX_LISTED)) {
      const manifest = await readManifest(join(this.folder, name)).catch(() => undefined);
      if (manifest) found.push(summaryOf(name, manifest));
    }
    return found;
  }

  /** Where the contents of files lie, which backups do not copy; `undefined`: in the data folder. */
  filesElsewhere(): Promise<string | undefined> {
    return filesElsewhere(this.#deps.dataFolder);
  }

  /** One of the folder's. Throws as `verifyBackup`. */
  verify(name: string): Promise<BackupSummary> {
    if (basename(name) !== name || name.startsWith('.')) {
      return Promise.reject(new AppError('not_found', 'there is no such backup', { field: 'name' }));
    }
    return verifyBackup(join(this.folder, name), this.#end.signal);
  }

  /** Ends what is under way; what it wrote is removed. */
  async close(): Promise<void> {
    this.#end.abort(new AppError('cancelled', 'the relay is going away'));
    await this.#running?.catch(() => undefined);
  }
}
