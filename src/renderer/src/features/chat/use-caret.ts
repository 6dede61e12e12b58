import { nextTick, type Ref } from 'vue';
import { toggleMark } from './mark-keys.ts';

/** What is done to a field's text where its caret or selection is; the caret stands where writing goes on. Without a field nothing happens. */
export interface Caret {
  /** Gives the field the focus, behind all of its text. */
  readonly focusEnd: () => Promise<void>;
  /** Puts words in the place of the selection. */
  readonly insert: (words: string) => void;
  /** Sets these marks around the selection, or takes them off. */
  readonly mark: (around: string) => void;
}

export function useCaret(input: Readonly<Ref<HTMLTextAreaElement | null>>, text: Ref<string>): Caret {
  return {
    async focusEnd() {
      await nextTick();
      const end = text.value.length;
      input.value?.focus({ preventScroll: true });
      input.value?.setSelectionRange(end, end);
    },
    insert(words) {
      const field = input.value;
      if (!field) return;
      const [start, end] = [field.selectionStart, field.selectionEnd];
      text.value = text.value.slice(0, start) + words + text.value.slice(end);
      void nextTick(() => {
        field.focus();
        field.setSelectionRange(start + words.length, start + words.length);
      });
    },
    mark(around) {
      const field = input.value;
      if (!field) return;
      const { selectionStart: start, selectionEnd: end } = field;
      const marked = toggleMark({ text: text.value, start, end }, around);
      text.value = marked.text;
      void nextTick(() => field.setSelectionRange(marked.start, marked.end));
    },
  };
}
