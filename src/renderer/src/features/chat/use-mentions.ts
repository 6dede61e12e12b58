import { computed, nextTick, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { ConversationRow } from '../../../../shared/ipc/views.ts';
import type { TextContent } from '../../../../shared/model/event.ts';
import type { Mark } from '../../../../shared/marks.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useMentionCandidates } from '../../stores/mention-candidates.ts';
import { useListKeys } from '../../ui/use-list-keys.ts';
import { nameMarks, nameMatches } from '../conversations/name-match.ts';
import { mayCallEverybody, mentionAt, textContent } from './mention-text.ts';

/** Someone whom the popup offers; without `id`, everybody. */
export interface MentionOption {
  readonly key: string;
  readonly id: UserId | null;
  readonly name: string;
  readonly account: string;
  /** Parts of the name that were typed. */
  readonly marks: readonly Mark[];
}

const MAX_OPTIONS = 8;

/** Calling members of a group by name while a message is written. In direct chats nobody is offered. */
export function useMentions(
  row: () => ConversationRow,
  text: Ref<string>,
  input: Readonly<Ref<HTMLTextAreaElement | null>>,
): {
  /** Empty: the popup is closed. */
  options: ComputedRef<readonly MentionOption[]>;
  active: ComputedRef<number>;
  setActive: (index: number) => void;
  choose: (option: MentionOption | undefined) => void;
  /** To be called when text or caret have moved. */
  track: () => void;
  dismiss: () => void;
  /** True when the popup used the key. */
  press: (event: KeyboardEvent) => boolean;
  /** The written text with those it calls. */
  content: (text: string) => TextContent;
} {
  const { t } = useTexts();
  const candidates = useMentionCandidates();
  const typed = ref<{ start: number; query: string } | null>(null);
  const group = computed(() => row().kind === 'group' && row().role !== null);

  watch(
    () => group.value && text.value.includes('@'),
    (wanted) => {
      if (wanted) void candidates.prepare(row().id, row().memberCount);
    },
    { immediate: true },
  );
  watch(
    () => (group.value ? typed.value?.query : undefined),
    (query) => {
      if (query !== undefined) void candidates.look(row().id, row().memberCount, query);
    },
  );

  const options = computed((): readonly MentionOption[] => {
    const query = typed.value?.query;
    if (query === undefined || !group.value) return [];
    const everybody = { key: 'all', id: null, name: t('mention.all'), account: '', marks: [] };
    const people = candidates.people
      .filter((person) => nameMatches(person.displayName, query) || nameMatches(person.name, query))
      .slice(0, MAX_OPTIONS)
      .map((person) => ({
        key: person.id,
        id: person.id,
        name: person.displayName,
        account: person.name,
        marks: nameMarks(person.displayName, query),
      }));
    return mayCallEverybody(row()) && nameMatches(everybody.name, query) ? [everybody, ...people] : people;
  });

  function dismiss(): void {
    typed.value = null;
  }

  function track(): void {
    const field = input.value;
    typed.value =
      field && field.selectionStart === field.selectionEnd
        ? mentionAt(text.value, field.selectionStart)
        : null;
  }

  function choose(option: MentionOption | undefined): void {
    const field = input.value;
    const at = typed.value;
    if (!option || !field || !at) return;
    if (option.id) candidates.choose(row().id, option.name, option.id);
    const end = at.start + 1 + at.query.length;
    const inserted = `@${option.name} `;
    text.value = text.value.slice(0, at.start) + inserted + text.value.slice(end).replace(/^ /, '');
    dismiss();
    const caret = at.start + inserted.length;
    void nextTick(() => {
      field.focus();
      field.setSelectionRange(caret, caret);
    });
  }

  const keys = useListKeys(
    () => options.value.length,
    (index) => choose(options.value[index]),
  );
  watch(
    () => typed.value?.query,
    () => keys.setActive(0),
  );

  function press(event: KeyboardEvent): boolean {
    if (options.value.length === 0 || event.isComposing || event.shiftKey) return false;
    if (event.key === 'Escape') {
      dismiss();
      return true;
    }
    if (event.key === 'Tab') {
      choose(options.value[keys.active.value]);
      return true;
    }
    if (!['Enter', 'ArrowUp', 'ArrowDown'].includes(event.key)) return false;
    keys.press(event);
    return true;
  }

  function content(written: string): TextContent {
    if (!group.value) return { type: 'text', text: written };
    // Where several have one name, the one that was chosen is meant; and whoever was chosen is meant, whoever else is known.
    const chosen = candidates.chosenIn(row().id);
    const named = [
      ...[...chosen].map(([name, id]) => ({ id, name })),
      ...candidates.people
        .map((person) => ({ id: person.id, name: person.displayName }))
        .filter(({ name }) => !chosen.has(name)),
    ];
    return textContent(written, named, mayCallEverybody(row()));
  }

  return {
    options,
    active: keys.active,
    setActive: keys.setActive,
    choose,
    track,
    dismiss,
    press,
    content,
  };
}
