import { nextTick, onMounted, onUnmounted, watch, type Ref } from 'vue';
import type { RangeSet } from '../../../../shared/model/range-set.ts';
import { pageClock } from '../../stores/page-clock.ts';
import { useSession } from '../../stores/session.ts';
import { useToasts } from '../../stores/toasts.ts';
import { isInSight, ReadTracker } from './read-tracker.ts';

// Fine steps, so that a message of many screens is noticed when it fills half of one.
const THRESHOLDS = Array.from({ length: 51 }, (_, step) => step / 50);

/** Watches the elements `[data-unread-seq]` inside `scroller` and reports those that were really shown (X1). */
export function useReadTracking(
  markShown: (seqs: RangeSet) => Promise<void>,
  /** Whether somebody can be looking at them. */
  lookedAt: () => boolean,
  scroller: Readonly<Ref<HTMLElement | null>>,
): { refresh: () => void } {
  const toasts = useToasts();
  const observed = new Map<Element, number>();
  let observer: IntersectionObserver | undefined;

  const tracker = new ReadTracker(pageClock, async (seqs) => {
    try {
      await markShown(seqs);
    } catch (error) {
      toasts.report(error);
      throw error;
    }
  });

  function see(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const seq = observed.get(entry.target);
      if (seq === undefined) continue;
      const inSight =
        entry.isIntersecting &&
        isInSight({
          intersectionRatio: entry.intersectionRatio,
          shownHeight: entry.intersectionRect.height,
          viewportHeight: entry.rootBounds?.height ?? 0,
        });
      tracker.setInSight(seq, inSight);
    }
  }

  /** To be called whenever rows have been drawn. */
  function refresh(): void {
    if (!scroller.value || !observer) return;
    const present = new Set<Element>(scroller.value.querySelectorAll('[data-unread-seq]'));
    for (const [element, seq] of observed) {
      if (present.has(element)) continue;
      observer.unobserve(element);
      observed.delete(element);
      tracker.setInSight(seq, false);
    }
    for (const element of present) {
      if (observed.has(element) || !(element instanceof HTMLElement)) continue;
      observed.set(element, Number(element.dataset['unreadSeq']));
      observer.observe(element);
    }
  }

  onMounted(() => {
    observer = new IntersectionObserver(see, { root: scroller.value, threshold: THRESHOLDS });
    void nextTick(refresh);
  });
  watch(lookedAt, (attentive) => tracker.setAttentive(attentive), { immediate: true });
  // A relay that was away may have been put back to an older state.
  watch(
    () => useSession().online,
    (online) => online && tracker.renew(),
  );
  onUnmounted(() => {
    observer?.disconnect();
    tracker.stop();
  });
  return { refresh };
}
