import { computed, ref, type ComputedRef } from 'vue';
import { useAttachments } from '../../stores/attachments.ts';
import { useRelayRules } from '../../stores/relay-rules.ts';
import { useToasts } from '../../stores/toasts.ts';

/** Files that are dragged over a pane, or pasted into it. */
export interface DroppedFiles {
  /** Something that can be dropped is over the pane. */
  readonly over: ComputedRef<boolean>;
  readonly listeners: Readonly<
    Record<'dragenter' | 'dragover' | 'dragleave' | 'drop', (event: DragEvent) => void>
  >;
  /** Takes the files of the clipboard; whether there were any. */
  paste(event: ClipboardEvent): boolean;
}

/** `allowed`: somebody may write here. */
export function useDroppedFiles(allowed: () => boolean): DroppedFiles {
  const attachments = useAttachments();
  const relay = useRelayRules();
  const { guard } = useToasts();
  /** Elements inside the pane are entered before those around them are left. */
  const depth = ref(0);

  const carriesFiles = (event: DragEvent): boolean =>
    (event.dataTransfer?.types.includes('Files') ?? false) &&
    allowed() &&
    (relay.rules?.maxFileBytes ?? 0) > 0;

  function take(list: FileList | undefined | null): boolean {
    const files = [...(list ?? [])];
    if (files.length === 0) return false;
    void guard(() => attachments.choose(files));
    return true;
  }

  return {
    over: computed(() => depth.value > 0),
    listeners: {
      dragenter(event) {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        depth.value++;
      },
      dragover(event) {
        if (carriesFiles(event)) event.preventDefault();
      },
      dragleave(event) {
        if (carriesFiles(event)) depth.value = Math.max(0, depth.value - 1);
      },
      drop(event) {
        depth.value = 0;
        if (!carriesFiles(event)) return;
        event.preventDefault();
        take(event.dataTransfer?.files);
      },
    },
    paste(event) {
      if (!allowed() || (relay.rules?.maxFileBytes ?? 0) === 0) return false;
      // A copied table carries a picture of itself beside its text: the text is what is meant.
      if (event.clipboardData?.types.includes('text/plain')) return false;
      return take(event.clipboardData?.files);
    },
  };
}
