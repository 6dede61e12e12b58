import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { FileId } from '../../shared/model/ids.ts';
import { BLOB_PARTS, type BlobStore } from '../blobs/blob-store.ts';
import type { Leader } from '../cluster/leader.ts';
import { BackgroundSteps, type NextStep } from '../handlers/background-steps.ts';
import type { FileCounters } from '../metrics/service-counters.ts';
import type { FileStorage } from '../storage/file-port.ts';
import type { Completion } from './completion.ts';
import type { ContentTurns } from './content-turns.ts';
import type { FilePolicy } from './file-policy.ts';
import type { UploadBytes } from './upload-bytes.ts';

/** Between two rounds: the bytes of a recalled message are gone after as long. ms. */
const ROUND_MS = 300_000;
/** Contents without a file are looked for once a day. */
const ROUNDS_A_DAY = 288;
/** After the start, and between two steps of a round: people's own work goes first. ms. */
const STEP_MS = 200;
const FILES_A_STEP = 100;
const CONTENTS_A_STEP = 1_000;
/** The name of the lease, and for how long it is taken: until after the next round. ms. */
const TASK = 'files';
const LEASE_MS = ROUND_MS + 60_000;
/** A content without a file may belong to an upload that is just being completed. ms. */
const LONE_MS = 3_600_000;

export interface SweeperDeps {
  readonly storage: FileStorage;
  readonly blobs: BlobStore;
  readonly policy: FilePolicy;
  readonly counters: FileCounters;
  readonly uploads: UploadBytes;
  readonly completion: Completion;
  readonly turns: ContentTurns;
  /** Absent: the contents are in the data folder. */
  readonly leader?: Leader | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Removes uploads that were not finished in time, files that no message refers to any more, and what a kill has left behind beside
 * the storage: bytes of no upload, contents of no file. One small step at a time, round after round; of several nodes one does it.
 */
export class FileSweeper {
  readonly #deps: SweeperDeps;
  readonly #steps: BackgroundSteps;
  #rounds = 0;

  constructor(deps: SweeperDeps) {
    this.#deps = deps;
    this.#steps = new BackgroundSteps(deps.clock);
  }

  /** Finishes what a kill has interrupted, then begins the rounds. Call it once, before any upload goes on. */
  async start(): Promise<void> {
    // What lies elsewhere may be slow, and nobody waits for it: whoever asks for a file finishes it.
    if (!this.#deps.leader) await this.#recover();
    this.#steps.begin(STEP_MS, () => this.#step(0));
  }

  /** Resolves when the step under way is done; no other follows. */
  async close(): Promise<void> {
    await this.#steps.close();
    await this.#deps.leader?.resigns(TASK);
  }

  async #step(part: number): Promise<NextStep> {
    const { leader, logger } = this.#deps;
    try {
      // Whoever takes over begins from the start.
      if (leader && !(await leader.leads(TASK, LEASE_MS))) return this.#next(ROUND_MS, 0);
      if (part < BLOB_PARTS) {
        if (part === 0) await this.#deps.blobs.tidy();
        await this.#removeLone(part);
        return this.#next(STEP_MS, part + 1);
      }
      if (leader) await this.#recover();
      const more = await this.#removeUnused();
      if (!more) this.#rounds = (this.#rounds + 1) % ROUNDS_A_DAY;
      return this.#next(more ? STEP_MS : ROUND_MS, this.#rounds === 0 && !more ? 0 : BLOB_PARTS);
    } catch (error) {
      logger.error({ err: error }, 'files not tidied up');
      return this.#next(ROUND_MS, part);
    }
  }

  #next(inMs: number, part: number): NextStep {
    return { inMs, step: () => this.#step(part) };
  }

  /** Bytes of uploads whose row is complete, or gone. */
  async #recover(): Promise<void> {
    const { storage, uploads, completion } = this.#deps;
    for (let after = ''; !this.#steps.isClosed;) {
      const ids = await uploads.list(after, FILES_A_STEP);
      const states = new Map((await storage.fileStates(ids)).map(({ id, hash }) => [id, hash]));
      for (const id of ids) {
        const hash = states.get(id);
        if (hash === null) continue;
        const file = hash === undefined ? undefined : await storage.file(id);
        if (file) await completion.ensure(file);
        await uploads.discard(id);
      }
      if (ids.length < FILES_A_STEP) return;
      after = ids.at(-1) ?? after;
    }
  }

  /** Whether there may be more. */
  async #removeUnused(): Promise<boolean> {
    const { storage, blobs, uploads, policy, counters, turns, clock } = this.#deps;
    const now = clock.now();
    let gone: readonly FileId[] = [];
    await turns.remove(async (inTime) => {
      const { files, hashes } = await storage.removeFiles(
        now - policy.uploadMs,
        now - policy.unusedMs,
        FILES_A_STEP,
      );
      gone = files;
      counters.filesRemoved += files.length;
      // What is left for lack of time belongs to no file any more, and is removed as such.
      if (hashes.length === 0 || !inTime()) return;
      await blobs.remove(hashes);
      counters.contentsRemoved += hashes.length;
    });
    for (const file of gone) await uploads.discard(file);
    return gone.length === FILES_A_STEP;
  }

  async #removeLone(part: number): Promise<void> {
    const { storage, blobs, counters, turns } = this.#deps;
    const old = (await blobs.list(part)).filter(({ ageMs }) => ageMs > LONE_MS).map(({ hash }) => hash);
    for (let from = 0; from < old.length; from += CONTENTS_A_STEP) {
      const asked = old.slice(from, from + CONTENTS_A_STEP);
      await turns.remove(async (inTime) => {
        const known = new Set(await storage.knownHashes(asked));
        const lone = asked.filter((hash) => !known.has(hash));
        if (lone.length === 0 || !inTime()) return;
        await blobs.remove(lone);
        counters.contentsRemoved += lone.length;
      });
    }
  }
}
