/** A rectangle in screen coordinates. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Smallest window the page is made for. */
export const MIN_SIZE = { width: 480, height: 480 } as const;

/** How much of the title bar must be on a display for the user to reach it; pixels. */
const REACHABLE = { width: 100, height: 30 } as const;

/**
 * Where a window opens: where it was, if it can still be reached there; otherwise in `size` and, without coordinates, wherever the system puts it. Never larger than the display, never smaller than MIN_SIZE.
 */
export function openingBounds(
  saved: Bounds | null,
  workAreas: readonly Bounds[],
  size: { readonly width: number; readonly height: number },
): Partial<Bounds> & { width: number; height: number } {
  const area = saved && workAreas.find((candidate) => isReachable(saved, candidate));
  if (!saved || !area) return size;
  return {
    x: saved.x,
    y: saved.y,
    width: Math.max(MIN_SIZE.width, Math.min(saved.width, area.width)),
    height: Math.max(MIN_SIZE.height, Math.min(saved.height, area.height)),
  };
}

function isReachable(window: Bounds, area: Bounds): boolean {
  const visibleWidth = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const topInside = window.y >= area.y && window.y + REACHABLE.height <= area.y + area.height;
  return topInside && visibleWidth >= REACHABLE.width;
}
