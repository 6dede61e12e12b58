import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { FileId } from '../../shared/model/ids.ts';
import { BLOB_PARTS, type BlobStore } from '../blobs/blob-store.ts';
import type { FileCounters } from '../metrics/service-counters.ts';
import type { FileStorage } from '../storage/file-port.ts';
import type { FilePolicy } from './file-policy.ts';
import type { OneByOne } from './one-by-one.ts';

/** Between two rounds: the bytes of a recalled message are gone after as long. ms. */
const ROUND_MS = 300_000;
/** After the start, and between two steps of a round: people's own work goes first. ms. */
const STEP_MS = 200;
const FILES_A_STEP = 100;
/** A content without a file may belong to an upload that is just being completed. ms. */
const LONE_MS = 3_600_000;

export interface SweeperDeps {
  readonly storage: FileStorage;
  readonly blobs: BlobStore;
  readonly policy: FilePolicy;
  readonly counters: FileCounters;
  readonly contents: OneByOne;
  readonly uploadFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Removes uploads that were not finished in time, files that no message refers to any more, and what a kill has left behind on the
 * disk: bytes of no upload, contents of no file. One small step at a time, round after round.
 */
export class FileSweeper {
  readonly #deps: SweeperDeps;
  #cancel: () => void = () => undefined;
  #step: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(deps: SweeperDeps) {
    this.#deps = deps;
  }

  /** Finishes what a kill has interrupted, then begins the rounds. Call it once, before any upload goes on. */
  async start(): Promise<void> {
    await this.#recover();
    this.#arm(STEP_MS, 0);
  }

  /** Resolves when the step under way is done; no other follows. */
  close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    return this.#step;
  }

  #arm(ms: number, part: number): void {
    if (this.#closed) return;
    this.#cancel = this.#deps.clock.schedule(ms, () => {
      this.#step = this.#run(part);
    });
  }

  async #run(part: number): Promise<void> {
    try {
      if (part < BLOB_PARTS) {
        await this.#removeLone(part);
        this.#arm(STEP_MS, part + 1);
        return;
      }
      const more = await this.#removeUnused();
      this.#arm(more ? STEP_MS : ROUND_MS, BLOB_PARTS);
    } catch (error) {
      this.#deps.logger.error({ err: error }, 'files not tidied up');
      this.#arm(ROUND_MS, part);
    }
  }

  /** Files of the upload folder whose row is complete, or gone. */
  async #recover(): Promise<void> {
    const { storage, blobs, uploadFolder } = this.#deps;
    const names = await readdir(uploadFolder).catch(() => []);
    for (let from = 0; from < names.length; from += FILES_A_STEP) {
      const page = names.slice(from, from + FILES_A_STEP);
      const ids = page.flatMap((name) => FileId.safeParse(name).data ?? []);
      const states = new Map((await storage.fileStates(ids)).map(({ id, hash }) => [id, hash]));
      for (const id of ids) {
        const hash = states.get(id);
        const path = join(uploadFolder, id);
        if (hash === undefined) await rm(path, { force: true });
        else if (hash !== null) await blobs.adopt(path, hash);
      }
    }
  }

  async #removeUnused(): Promise<boolean> {
    const { storage, blobs, policy, counters, contents, uploadFolder, clock } = this.#deps;
    const now = clock.now();
    return contents.run(async () => {
      const { files, hashes } = await storage.removeFiles(
        now - policy.uploadMs,
        now - policy.unusedMs,
        FILES_A_STEP,
      );
      for (const file of files) await rm(join(uploadFolder, file), { force: true });
      await blobs.remove(hashes);
      counters.filesRemoved += files.length;
      counters.contentsRemoved += hashes.length;
      return files.length === FILES_A_STEP;
    });
  }

  async #removeLone(part: number): Promise<void> {
    const { storage, blobs, counters, contents } = this.#deps;
    await contents.run(async () => {
      const old = (await blobs.list(part)).filter(({ ageMs }) => ageMs > LONE_MS).map(({ hash }) => hash);
      const known = new Set(await storage.knownHashes(old));
      const lone = old.filter((hash) => !known.has(hash));
      await blobs.remove(lone);
      counters.contentsRemoved += lone.length;
    });
  }
}
