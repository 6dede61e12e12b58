import { computed, type ComputedRef } from 'vue';
import type { SendState } from '../../../../shared/ipc/views.ts';
import type { FileId } from '../../../../shared/model/ids.ts';
import { useFiles } from '../../stores/files.ts';

/** How far a file is, as a bubble shows it. */
export interface ShownTransfer {
  /** It is on its way to the relay, or held back. */
  readonly uploading: ComputedRef<boolean>;
  readonly paused: ComputedRef<boolean>;
  readonly downloading: ComputedRef<boolean>;
  /** Of what moves, 0 … 1. */
  readonly fraction: ComputedRef<number>;
  /** The same in words: `40 %`. */
  readonly share: ComputedRef<string>;
  readonly failed: ComputedRef<boolean>;
}

/** The transfer of a file whose message has this state. */
export function useTransfer(file: () => FileId, state: () => SendState): ShownTransfer {
  const files = useFiles();
  const transfer = computed(() => files.moving.get(file()));
  const waiting = computed(() => {
    const now = state();
    return now.kind === 'sending' ? now.upload : undefined;
  });
  const fraction = computed(() => {
    const now = transfer.value?.state;
    return now?.kind === 'running' && now.total > 0 ? now.bytes / now.total : 0;
  });
  return {
    uploading: computed(() => waiting.value !== undefined),
    paused: computed(() => waiting.value === 'paused'),
    downloading: computed(
      () => transfer.value?.direction === 'down' && transfer.value.state.kind === 'running',
    ),
    fraction,
    share: computed(() => `${Math.floor(fraction.value * 100)} %`),
    failed: computed(() => transfer.value?.state.kind === 'failed'),
  };
}
