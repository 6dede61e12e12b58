import { nextTick, readonly, ref, type Ref, type ShallowRef } from 'vue';

const STEP = 1.25;
export const MOST_ZOOM = 8;
/** What an arrow key moves, px. */
const PAN_PX = 80;

/** Zooms what a scroller shows, and moves what no longer fits into it. */
export interface Magnifier {
  /** 1: it fits; at most MOST_ZOOM. */
  readonly zoom: Readonly<Ref<number>>;
  readonly dragging: Readonly<Ref<boolean>>;
  readonly larger: () => void;
  readonly smaller: () => void;
  readonly fit: () => void;
  /** The place under the pointer stays where it is. */
  readonly turn: (event: WheelEvent) => void;
  /** Pressed, it moves with the pointer until it is let go. */
  readonly drag: (event: PointerEvent) => void;
  /** False where there is no more in the direction of this arrow key. */
  readonly pan: (key: string) => boolean;
}

export function useMagnifier(stage: Readonly<ShallowRef<HTMLElement | null>>): Magnifier {
  const zoom = ref(1);
  const dragging = ref(false);

  /** `at`: what stays in its place, px from the stage's corner; its middle where nothing is said. */
  function magnify(factor: number, at?: readonly [x: number, y: number]): void {
    const next = Math.min(MOST_ZOOM, Math.max(1, zoom.value * factor));
    const box = stage.value;
    if (next === zoom.value || !box) return;
    const [x, y] = at ?? [box.clientWidth / 2, box.clientHeight / 2];
    const across = (box.scrollLeft + x) / box.scrollWidth;
    const down = (box.scrollTop + y) / box.scrollHeight;
    zoom.value = next;
    void nextTick(() => box.scrollTo(across * box.scrollWidth - x, down * box.scrollHeight - y));
  }

  return {
    zoom: readonly(zoom),
    dragging: readonly(dragging),
    larger: () => magnify(STEP),
    smaller: () => magnify(1 / STEP),
    fit: () => (zoom.value = 1),
    turn({ deltaY, clientX, clientY }) {
      const { left = 0, top = 0 } = stage.value?.getBoundingClientRect() ?? {};
      magnify(deltaY < 0 ? STEP : 1 / STEP, [clientX - left, clientY - top]);
    },
    drag(event) {
      const box = stage.value;
      if (!box || event.button !== 0) return;
      if (box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight) return;
      const from = { x: event.clientX + box.scrollLeft, y: event.clientY + box.scrollTop };
      const move = ({ clientX, clientY }: PointerEvent): void =>
        box.scrollTo(from.x - clientX, from.y - clientY);
      const end = (): void => {
        dragging.value = false;
        box.removeEventListener('pointermove', move);
      };
      dragging.value = true;
      box.setPointerCapture(event.pointerId);
      box.addEventListener('pointermove', move);
      // However it ends: let go, cancelled, or the element is gone.
      box.addEventListener('lostpointercapture', end, { once: true });
    },
    pan(key) {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
      const box = stage.value;
      if (!box || !by) return false;
      const [x = 0, y = 0] = by;
      const { scrollLeft, scrollTop } = box;
      box.scrollBy(x * PAN_PX, y * PAN_PX);
      return box.scrollLeft !== scrollLeft || box.scrollTop !== scrollTop;
    },
  };
}
