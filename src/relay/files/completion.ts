import { rm, stat } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/clock.ts';
import type { FileId } from '../../shared/model/ids.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { FileCounters } from '../metrics/service-counters.ts';
import type { FileStorage, StoredFile } from '../storage/file-port.ts';
import { type FilePolicy, isWelcome } from './file-policy.ts';
import { inspectFile } from './inspect-file.ts';
import type { OneByOne } from './one-by-one.ts';

export interface CompletionDeps {
  readonly storage: FileStorage;
  readonly blobs: BlobStore;
  readonly policy: FilePolicy;
  readonly counters: FileCounters;
  readonly clock: Clock;
  /** Contents come and go one after the other, so that none is removed that has just come again. */
  readonly contents: OneByOne;
  /** Where the bytes of an upload lie. */
  readonly pathOf: (file: FileId) => string;
}

/**
 * Makes complete files of uploads whose last byte has come. The row says so first, and then the bytes move: a relay that was killed
 * between the two moves them when it starts again.
 */
export class Completion {
  readonly #deps: CompletionDeps;
  readonly #running = new Map<FileId, Promise<void>>();

  constructor(deps: CompletionDeps) {
    this.#deps = deps;
  }

  /**
   * Does nothing while bytes are missing, or when it was done before; several callers share one run. Rejects with
   * `type_not_allowed` when the bytes turn out to be what the policy does not take: the upload is gone then.
   */
  ensure(file: StoredFile): Promise<void> {
    if (file.complete) return Promise.resolve();
    const running =
      this.#running.get(file.id) ?? this.#run(file).finally(() => this.#running.delete(file.id));
    this.#running.set(file.id, running);
    return running;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  async #run({ id, owner, name, type, size }: StoredFile): Promise<void> {
    const { storage, blobs, policy, counters, clock, contents, pathOf } = this.#deps;
    const path = pathOf(id);
    const found = await stat(path).catch(() => undefined);
    if (found?.size !== size) return;
    const facts = await inspectFile(path, type);
    if (!isWelcome(policy, name, facts.type)) {
      await storage.dropUpload(owner, id);
      await rm(path, { force: true });
      throw new AppError('type_not_allowed', 'the file is not what it was said to be');
    }
    await contents.run(async () => {
      const known = await storage.completeFile(id, facts, clock.now());
      if (!known) {
        await rm(path, { force: true });
        return;
      }
      await blobs.adopt(path, facts.hash);
      counters.finished++;
    });
  }
}
