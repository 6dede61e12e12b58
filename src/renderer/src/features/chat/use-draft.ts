import { computed, type ComputedRef, onUnmounted, ref, type Ref, watch } from 'vue';
import type { ConversationRow } from '../../../../shared/ipc/views.ts';
import { debounce } from '../../stores/debounce.ts';
import { before, useDrafts } from '../../stores/drafts.ts';
import { handOverOnLeave } from '../../stores/hand-over.ts';
import { pageClock } from '../../stores/page-clock.ts';
import { useToasts } from '../../stores/toasts.ts';

const PAUSE_MS = 400;
/** Somebody may write for a while without a pause, and a power cut asks nobody. */
const MOST_MS = 2_000;

/**
 * X7: the text being written. Saved after a pause, every 2 s while none comes, and at once when the window or the composer loses it. What the user has
 * typed is never replaced from outside: what another device has written comes into the composer only where all that stands
 * there is saved, and else is kept beside it (`conflict`).
 */
export function useDraft(row: () => ConversationRow): {
  text: Ref<string>;
  /** What another device has written meanwhile; the user chooses by `settle`. */
  conflict: ComputedRef<string | null>;
  /** The text that the user wants of the two. */
  settle: (text: string) => void;
  /** The text left the composer as a message: the stored draft goes at once. */
  clear: () => void;
  /** Stores now what waits. */
  flush: () => void;
} {
  const drafts = useDrafts();
  const toasts = useToasts();
  const id = row().id;
  // What the disk would not take when this conversation was left stands in the composer, and not what it had before.
  const unsaved = drafts.unsaved(id);
  const text = ref(unsaved?.text ?? row().draft);
  /** What the store has of it, and the version upon which it is written. */
  let stored = text.value;
  let version = unsaved?.version ?? row().draftVersion;
  let touched = unsaved !== undefined;

  function save(settles?: true): void {
    stored = text.value;
    const draft = { conversation: id, text: stored, version, ...(settles ? { settles } : {}) };
    void toasts.guard(() => drafts.save(draft));
  }
  const saveIfNew = (): void => {
    if (text.value !== stored) save();
  };
  const pause = debounce(pageClock, PAUSE_MS, saveIfNew, MOST_MS);

  watch(text, () => {
    if (text.value === stored) return;
    touched = true;
    pause.call();
  });
  watch(
    () => [row().draft, row().draftVersion] as const,
    ([draft, now]) => {
      // What was saved here comes back, maybe late: only a greater version comes from elsewhere.
      if (touched && now <= version) return;
      if (text.value === stored) {
        stored = draft;
        text.value = draft;
      } else if (draft !== stored) return;
      version = now;
    },
  );

  function flush(): void {
    pause.flush();
  }
  const detach = drafts.attach(id, (back) => {
    text.value = before(back, text.value);
  });
  const keep = handOverOnLeave(async () => {
    flush();
    await drafts.settled();
  });
  onUnmounted(() => {
    flush();
    detach();
    keep();
  });

  return {
    text,
    conflict: computed(() => row().draftConflict),
    flush,
    settle(chosen) {
      pause.flush();
      touched = true;
      version = row().draftVersion;
      text.value = chosen;
      save(true);
    },
    clear() {
      text.value = '';
      touched = true;
      pause.call();
      pause.flush();
    },
  };
}
