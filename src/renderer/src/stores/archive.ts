import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { ArchiveState } from '../../../shared/ipc/archive-views.ts';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import { request } from '../bridge/client.ts';

/** Exports and imports of the account, as the main process tells of them. */
export const useArchive = defineStore('archive', () => {
  const state = shallowRef<ArchiveState>({ kind: 'idle' });
  /** Name of an archive that was opened with the program; '' for none. Nothing is done with it before somebody agrees. */
  const opened = ref('');

  function apply(next: ArchiveState): void {
    state.value = next;
  }

  async function load(): Promise<void> {
    apply(await request('archive.get', {}));
  }

  /** The main process asks where to. */
  async function exportTo(choice: RequestInput<'archive.export'>): Promise<void> {
    await request('archive.export', choice);
  }

  /** The main process asks which. */
  async function importFrom(): Promise<void> {
    await request('archive.import', { opened: false });
  }

  /** Imports the one that was opened. */
  async function importOpened(): Promise<void> {
    opened.value = '';
    await request('archive.import', { opened: true });
  }

  /** Gives up what runs, or puts away what came of the last one. */
  async function cancel(): Promise<void> {
    await request('archive.cancel', {});
  }

  function reset(): void {
    apply({ kind: 'idle' });
    opened.value = '';
  }

  return { state, opened, importOpened, apply, load, exportTo, importFrom, cancel, reset };
});
