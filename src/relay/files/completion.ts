import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/clock.ts';
import type { FileId } from '../../shared/model/ids.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { FileCounters } from '../metrics/service-counters.ts';
import type { FileStorage, StoredFile } from '../storage/file-port.ts';
import type { ContentTurns } from './content-turns.ts';
import { type FilePolicy, isWelcome } from './file-policy.ts';
import { inspectFile } from './inspect-file.ts';
import type { UploadBytes } from './upload-bytes.ts';

export interface CompletionDeps {
  readonly storage: FileStorage;
  readonly blobs: BlobStore;
  readonly uploads: UploadBytes;
  readonly policy: FilePolicy;
  readonly counters: FileCounters;
  readonly clock: Clock;
  readonly turns: ContentTurns;
}

/**
 * Makes complete files of uploads whose last byte has come. The row says so first, and then the bytes move: where a kill came between
 * the two, they move when the upload or its content is asked for, here or at another node, or when the sweeper finds them.
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
    const running =
      this.#running.get(file.id) ?? this.#run(file).finally(() => this.#running.delete(file.id));
    this.#running.set(file.id, running);
    return running;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  async #run(file: StoredFile): Promise<void> {
    const { blobs, uploads } = this.#deps;
    if (file.complete && (await blobs.size(file.complete.hash)) !== undefined) return;
    const gathered = await uploads.gather(file.id, file.size);
    if (!gathered) return;
    try {
      await this.#adopt(file, gathered.path);
    } finally {
      await gathered.release();
    }
  }

  async #adopt({ id, owner, name, type, complete }: StoredFile, path: string): Promise<void> {
    const { storage, blobs, uploads, policy, counters, clock, turns } = this.#deps;
    const facts = await inspectFile(path, type);
    if (complete) {
      // What was complete before is worth nothing unless it is what was found then.
      if (facts.hash === complete.hash) await blobs.adopt(path, facts.hash);
      await uploads.discard(id);
      return;
    }
    if (!isWelcome(policy, name, facts.type)) {
      await storage.dropUpload(owner, id);
      await uploads.discard(id);
      throw new AppError('type_not_allowed', 'the file is not what it was said to be');
    }
    if (await storage.completeFile(id, facts, clock.now())) {
      await turns.pass();
      await blobs.adopt(path, facts.hash);
      counters.finished++;
    }
    await uploads.discard(id);
  }
}
