import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { Transfer } from '../../../shared/ipc/views.ts';
import type { ClientId, FileId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';

/** Files whose place is remembered; what is no longer shown is asked for again when it is. */
const MAX_KNOWN = 2_000;
/** Of one question. */
const PAGE = 200;

/** Where files are, and how far those are that move. */
export const useFiles = defineStore('files', () => {
  const moving = shallowRef<ReadonlyMap<FileId, Transfer>>(new Map());
  const there = ref(new Set<FileId>());
  const asked = new Set<FileId>();
  let wanted = new Set<FileId>();

  function apply(transfers: readonly Transfer[]): void {
    const next = new Map(moving.value);
    for (const transfer of transfers) {
      const { file, direction, state } = transfer;
      if (state.kind === 'done' || state.kind === 'stopped') next.delete(file);
      else next.set(file, transfer);
      if (state.kind === 'done' && direction === 'down') there.value.add(file);
    }
    moving.value = next;
  }

  /** Asks, for all that is shown in one turn together, which files are on this disk. */
  function ensure(file: FileId): void {
    if (asked.has(file)) return;
    if (asked.size >= MAX_KNOWN) reset();
    asked.add(file);
    if (wanted.size === 0) setTimeout(() => void ask(), 0);
    wanted.add(file);
  }

  async function ask(): Promise<void> {
    const files = [...wanted].slice(0, PAGE);
    wanted = new Set([...wanted].slice(PAGE));
    if (wanted.size > 0) setTimeout(() => void ask(), 0);
    try {
      for (const file of (await request('file.states', { files })).there) there.value.add(file);
    } catch {
      // Not known to be here, it is offered to be fetched.
      for (const file of files) asked.delete(file);
    }
  }

  async function fetch(file: FileId): Promise<void> {
    await request('file.fetch', { file });
  }

  async function cancel(file: FileId): Promise<void> {
    await request('file.cancel', { file });
  }

  /** Holds back what a message waits for, or lets it go on. */
  async function pause(clientId: ClientId, paused: boolean): Promise<void> {
    await request('transfer.pause', { clientId, paused });
  }

  /** Whether the user has said where. */
  async function save(file: FileId, name: string): Promise<boolean> {
    return (await request('file.save', { file, name })).saved;
  }

  async function open(file: FileId, name: string): Promise<void> {
    await request('file.open', { file, name });
  }

  function reset(): void {
    asked.clear();
    wanted = new Set();
    there.value = new Set();
    moving.value = new Map();
  }

  return { moving, there, apply, ensure, fetch, cancel, pause, save, open, reset };
});

/** Where the page finds a picture; `round` makes it ask anew after a failure. */
export function pictureUrl(file: FileId, round = 0): string {
  return round === 0 ? `/media/${file}` : `/media/${file}?${round}`;
}
