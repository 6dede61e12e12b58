import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import * as z from 'zod';
import { Emoji } from '../../../shared/model/event.ts';

const KEY = 'yidu.emoji';
/** Three rows of the picker; beyond them the longest unused goes. */
const MAX_RECENT = 24;
const Habits = z.object({
  recent: z.array(Emoji).max(MAX_RECENT),
  /** 0: no skin tone; 1 (light) to 5 (dark). */
  tone: z.int().min(0).max(5),
});
type Habits = z.infer<typeof Habits>;

function read(): Habits {
  const none: Habits = { recent: [], tone: 0 };
  try {
    return Habits.safeParse(JSON.parse(localStorage.getItem(KEY) ?? 'null')).data ?? none;
  } catch {
    return none;
  }
}

/** Which emoji were used last on this device, newest first, and in which skin tone they are offered. */
export const useEmojiHabits = defineStore('emoji-habits', () => {
  const habits = shallowRef(read());

  function keep(next: Habits): void {
    habits.value = next;
    localStorage.setItem(KEY, JSON.stringify(next));
  }

  return {
    recent: computed(() => habits.value.recent),
    tone: computed(() => habits.value.tone),
    use(emoji: string): void {
      const others = habits.value.recent.filter((one) => one !== emoji);
      keep({ ...habits.value, recent: [emoji, ...others].slice(0, MAX_RECENT) });
    },
    setTone(tone: number): void {
      keep({ ...habits.value, tone });
    },
  };
});
