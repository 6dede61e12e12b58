import { computed, nextTick, onMounted, onUnmounted, ref, shallowRef, watch, type Ref } from 'vue';
import { useAttention } from '../../stores/attention.ts';
import { useTimeline } from '../../stores/timeline.ts';
import { keepSame, layOutTimeline, type TimelineRow } from './timeline-rows.ts';
import { useAnchoredScroll } from './use-anchored-scroll.ts';

const PULSE_MS = 1_600;
/** Pages are asked for while this many screens are still ahead. */
const AHEAD = 1;
/** Held in all: fewer, and what is asked for at one end would be missed at the other, again and again. */
const HELD_SCREENS = 5;

/** Draws the timeline store's window into `scroller`: layout, place, and the pages that scrolling needs. */
export function useTimelineView(
  scroller: Readonly<Ref<HTMLElement | null>>,
  content: Readonly<Ref<HTMLElement | null>>,
  drawn: () => void,
) {
  const timeline = useTimeline();
  const attention = useAttention();
  /** Key of the row that was jumped to, while it is highlighted. */
  const pulse = shallowRef<string | null>(null);
  const ahead = ref(false);
  /** The view is to be put somewhere as soon as it can be seen. */
  let placeWished = false;
  let pulseTimer: ReturnType<typeof setTimeout> | undefined;

  const rows = computed((before?: readonly TimelineRow[]) =>
    keepSame(before ?? [], layOutTimeline(timeline.items, timeline.window.atStart, timeline.separator)),
  );

  const find = (selector: string): HTMLElement | null =>
    content.value?.querySelector<HTMLElement>(selector) ?? null;

  const scroll = useAnchoredScroll(scroller, content, {
    atEnd: () => timeline.window.atEnd,
    followLimit: (hidden) =>
      attention.atConversation && !hidden ? null : (find('[data-separator]')?.offsetTop ?? null),
    takePlace: () => {
      if (!placeWished) return false;
      place();
      return true;
    },
    moved: (row) => {
      const seq = row && timeline.items.find((item) => item.key === row.key)?.seq;
      timeline.look(seq ? { seq, offset: Math.round(row.offset) } : null);
      loadAhead();
    },
  });

  function loadAhead(): void {
    const box = scroller.value;
    if (!box || box.clientHeight === 0 || timeline.loading !== 'none' || timeline.items.length === 0) return;
    timeline.need((timeline.items.length * box.clientHeight * HELD_SCREENS) / box.scrollHeight);
    const below = box.scrollHeight - box.clientHeight - box.scrollTop;
    ahead.value = below > box.clientHeight;
    if (box.scrollTop < box.clientHeight * AHEAD && !timeline.window.atStart) void timeline.extend('older');
    else if (below < box.clientHeight * AHEAD && !timeline.window.atEnd) void timeline.extend('newer');
  }

  function highlight(row: HTMLElement): void {
    pulse.value = row.dataset['key'] ?? null;
    clearTimeout(pulseTimer);
    pulseTimer = setTimeout(() => {
      pulse.value = null;
    }, PULSE_MS);
  }

  /** The row of a seq, or of the next one that is drawn. */
  function rowOfSeq(seq: number): HTMLElement | null {
    const item = timeline.items.find((candidate) => candidate.seq !== null && candidate.seq >= seq);
    return item ? find(`[data-key="${CSS.escape(item.key)}"]`) : null;
  }

  function place(): void {
    const wasWished = placeWished;
    placeWished = scroller.value?.clientHeight === 0;
    if (placeWished) return;
    const wish = timeline.placement;
    // What came while nobody could see it is not passed over on the way to the end (X1).
    if (timeline.items.length === 0 || (wish.at === 'end' && !wasWished)) {
      scroll.toEnd();
      return;
    }
    const seq = wish.at === 'seq' ? wish.seq : wish.at === 'row' ? wish.row.seq : null;
    const row = seq === null ? find('[data-separator]') : rowOfSeq(seq);
    if (!row) {
      scroll.toEnd();
      return;
    }
    if (wish.at === 'row') {
      scroll.toOffset(row, wish.row.offset);
      return;
    }
    scroll.toRow(row, seq === null ? 1 / 3 : 0.4);
    if (wish.at === 'seq') highlight(row);
  }

  watch(
    rows,
    () => {
      scroll.restore();
      drawn();
    },
    { flush: 'post' },
  );
  watch(() => timeline.placement, place, { flush: 'post' });
  watch(() => timeline.loading, loadAhead, { flush: 'post' });
  onMounted(() => void nextTick(place));
  onUnmounted(() => {
    clearTimeout(pulseTimer);
  });

  const awayFromEnd = computed(() => !timeline.window.atEnd || (!scroll.following.value && ahead.value));
  return { rows, pulse, awayFromEnd, hold: scroll.hold };
}
