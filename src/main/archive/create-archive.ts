import { AppError } from '../../shared/errors.ts';
import type { ArchiveState } from '../../shared/ipc/archive-views.ts';
import type { Logger } from '../../shared/logger.ts';
import { type ExportChoice, type ExportDeps, exportArchive } from './export-archive.ts';
import { importArchive, type ImportDeps } from './import-archive.ts';

/** At most so often the page is told how far it is; ms. */
const TELL_MS = 250;

/** Exports and imports of one account, one at a time. */
export interface Archive {
  state(): ArchiveState;
  /** Begins; `state` tells how it goes. Throws `busy` while something runs. */
  exportTo(target: string, choice: ExportChoice): void;
  /** Likewise, of the folder of an archive. */
  importFrom(folder: string): void;
  /** Gives up what runs, if anything does; what came of the last one is no longer told. */
  cancel(): void;
  /** Gives up what runs; resolves when it has come to rest. */
  stop(): Promise<void>;
}

export interface ArchiveDeps extends ExportDeps, ImportDeps {
  readonly logger: Logger;
  readonly emit: (state: ArchiveState) => void;
  /** Runs while nothing else that can wait is brought to the disk. */
  readonly giveWay: (work: () => Promise<void>) => Promise<void>;
}

export function createArchive(deps: ArchiveDeps): Archive {
  const { clock, logger, emit } = deps;
  let state: ArchiveState = { kind: 'idle' };
  let running: { readonly controller: AbortController; readonly ended: Promise<void> } | undefined;

  function tell(next: ArchiveState): void {
    state = next;
    emit(next);
  }

  function run(
    task: 'export' | 'import',
    work: (signal: AbortSignal, onProgress: (share: number) => void) => Promise<ArchiveState>,
  ): void {
    if (running) throw new AppError('busy', 'one at a time');
    const controller = new AbortController();
    let toldAt = clock.monotonic();
    const onProgress = (share: number): void => {
      const now = clock.monotonic();
      if (now - toldAt < TELL_MS) return;
      toldAt = now;
      tell({ kind: 'running', task, percent: Math.floor(100 * share) });
    };
    const ended = work(controller.signal, onProgress).then(
      (result) => {
        running = undefined;
        tell(result);
      },
      (error: unknown) => {
        running = undefined;
        const { code, field = null } = AppError.from(error);
        if (code !== 'cancelled') logger.warn({ err: error, task }, 'an archive was not finished');
        tell(
          code === 'cancelled'
            ? { kind: 'idle' }
            : { kind: 'failed', task, error: code, place: code === 'archive_invalid' ? field : null },
        );
      },
    );
    running = { controller, ended };
    tell({ kind: 'running', task, percent: 0 });
  }

  function cancel(): void {
    if (running) running.controller.abort();
    else if (state.kind !== 'idle') tell({ kind: 'idle' });
  }

  return {
    state: () => state,
    exportTo(target, choice) {
      run('export', async (signal, onProgress) => ({
        kind: 'exported',
        ...(await exportArchive(deps, target, choice, signal, onProgress)),
      }));
    },
    importFrom(folder) {
      run('import', async (signal, onProgress) => {
        let result: ArchiveState = { kind: 'idle' };
        await deps.giveWay(async () => {
          const sums = await importArchive(deps, folder, signal, onProgress);
          result = { kind: 'imported', ...sums };
        });
        return result;
      });
    },
    cancel,
    async stop() {
      running?.controller.abort();
      await running?.ended;
    },
  };
}
