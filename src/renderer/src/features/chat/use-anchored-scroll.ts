import { onMounted, onUnmounted, ref, type Ref } from 'vue';

export interface AnchoredScrollOptions {
  /** Nothing newer than what is drawn exists. */
  readonly atEnd: () => boolean;
  /**
   * Where following the end shall stop, as the offset of what must stay in sight; `null` = nowhere. `hidden`: what came was drawn
   * while nobody could see it.
   */
  readonly followLimit: (hidden: boolean) => number | null;
  /** Takes the place that was wished for while the view had none on the screen; false if there was no such wish. */
  readonly takePlace: () => boolean;
  /** The view stands at other rows now: the row it holds on to, `null` while it follows the end. */
  readonly moved: (row: Anchor | null) => void;
}

/** X5: keeps the row that is looked at where it is, whatever is drawn above, below or inside the timeline. */
export interface AnchoredScroll {
  /** The view stands at the newest row and stays there when more come. */
  readonly following: Readonly<Ref<boolean>>;
  /** To be called after rows were drawn. */
  readonly restore: () => void;
  readonly toEnd: () => void;
  /** Puts a row at a part of the height (0 = top edge). */
  readonly toRow: (row: HTMLElement, part: number) => void;
  /** Puts a row this far below the upper edge; px. */
  readonly toOffset: (row: HTMLElement, offset: number) => void;
  /** The user changes something inside a row: stay, even at the end. */
  readonly hold: () => void;
}

const NEAR_END_PX = 24;

/** A row, and how far its upper edge is below the view's; px. */
interface Anchor {
  readonly key: string;
  readonly offset: number;
}

/** The greatest `scrollTop` it can have now; px. */
const endOf = (box: HTMLElement): number => Math.max(0, box.scrollHeight - box.clientHeight);

/** Rows are the children of `content` with a `data-key`, one below the other; `content` is their offset parent. */
export function useAnchoredScroll(
  scroller: Readonly<Ref<HTMLElement | null>>,
  content: Readonly<Ref<HTMLElement | null>>,
  options: AnchoredScrollOptions,
): AnchoredScroll {
  const following = ref(true);
  let anchors: Anchor[] = [];
  /** Where the view stood when it was last looked at, and how far it could have gone then; px. */
  let known = { top: 0, end: 0 };
  /** It has no box: behind a channel, say. What it held on to is where it will stand again. */
  let hidden = false;

  function rows(): HTMLElement[] {
    return [...(content.value?.querySelectorAll<HTMLElement>(':scope > [data-key]') ?? [])];
  }

  function rowOf(key: string): HTMLElement | null {
    return content.value?.querySelector<HTMLElement>(`:scope > [data-key="${CSS.escape(key)}"]`) ?? null;
  }

  /** Those of which something is between two heights of `content`. */
  function rowsBetween(top: number, bottom: number): HTMLElement[] {
    const all = rows();
    let [from, to] = [0, all.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const row = all[middle];
      if (row && row.offsetTop + row.offsetHeight > top) to = middle;
      else from = middle + 1;
    }
    let end = from;
    while ((all[end]?.offsetTop ?? bottom) < bottom) end++;
    return all.slice(from, end);
  }

  /** All rows in sight, those first whose upper edge is: any of them may be gone when it is needed. */
  function remember(): void {
    const box = scroller.value;
    if (!box) return;
    const top = box.scrollTop;
    const seen = rowsBetween(top, top + box.clientHeight);
    const whole = seen.filter((row) => row.offsetTop >= top);
    const cut = seen.filter((row) => row.offsetTop < top);
    anchors = [...whole, ...cut].map((row) => ({
      key: row.getAttribute('data-key') ?? '',
      offset: row.offsetTop - top,
    }));
    known = { top, end: endOf(box) };
    options.moved(following.value ? null : (anchors[0] ?? null));
  }

  function noticeScroll(): void {
    const box = scroller.value;
    if (!box || box.clientHeight === 0) return;
    following.value = options.atEnd() && endOf(box) - box.scrollTop < NEAR_END_PX;
    remember();
  }

  /**
   * A scroll is told of a frame after it was made; rows that are drawn between the two would take the view back to where it was.
   * What the browser itself cuts off, because the rows became fewer, is not a scroll.
   */
  function noticeUntoldScroll(box: HTMLElement): void {
    const moved = box.scrollTop - Math.min(known.top, endOf(box));
    if (Math.abs(moved) < 1) return;
    following.value &&= known.end - box.scrollTop < NEAR_END_PX;
    anchors = anchors.map(({ key, offset }) => ({ key, offset: offset - moved }));
  }

  function followEnd(box: HTMLElement, wasHidden: boolean): void {
    const limit = options.followLimit(wasHidden);
    const end = endOf(box);
    box.scrollTop = limit === null ? end : Math.min(end, limit - box.clientHeight / 3);
  }

  function holdAnchor(box: HTMLElement): void {
    for (const { key, offset } of anchors) {
      const row = rowOf(key);
      if (!row) continue;
      const wanted = row.offsetTop - offset;
      if (Math.abs(box.scrollTop - wanted) >= 0.5) box.scrollTop = wanted;
      return;
    }
  }

  function restore(): void {
    const box = scroller.value;
    if (!box) return;
    const wasHidden = hidden;
    hidden = box.clientHeight === 0;
    if (hidden || options.takePlace()) return;
    if (!wasHidden) noticeUntoldScroll(box);
    if (following.value && options.atEnd()) followEnd(box, wasHidden);
    else holdAnchor(box);
    noticeScroll();
  }

  function toEnd(): void {
    const box = scroller.value;
    if (!box) return;
    box.scrollTop = box.scrollHeight;
    noticeScroll();
  }

  function toOffset(row: HTMLElement, offset: number): void {
    const box = scroller.value;
    if (!box) return;
    box.scrollTop = row.offsetTop - offset;
    noticeScroll();
  }

  function toRow(row: HTMLElement, part: number): void {
    toOffset(row, (scroller.value?.clientHeight ?? 0) * part);
  }

  const sizes = new ResizeObserver(restore);
  onMounted(() => {
    if (!scroller.value || !content.value) return;
    sizes.observe(scroller.value);
    sizes.observe(content.value);
    scroller.value.addEventListener('scroll', noticeScroll, { passive: true });
  });
  onUnmounted(() => {
    sizes.disconnect();
  });

  return {
    following,
    restore,
    toEnd,
    toRow,
    toOffset,
    hold: () => {
      following.value = false;
      remember();
    },
  };
}
