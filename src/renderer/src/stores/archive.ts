import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ArchiveState } from '../../../shared/ipc/archive-views.ts';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import { request } from '../bridge/client.ts';

/** Exports and imports of the account, as the main process tells of them. */
export const useArchive = defineStore('archive', () => {
  const state = shallowRef<ArchiveState>({ kind: 'idle' });

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
    await request('archive.import', {});
  }

  /** Gives up what runs, or puts away what came of the last one. */
  async function cancel(): Promise<void> {
    await request('archive.cancel', {});
  }

  function reset(): void {
    apply({ kind: 'idle' });
  }

  return { state, apply, load, exportTo, importFrom, cancel, reset };
});
