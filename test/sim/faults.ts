import type { Random } from '../../src/shared/clock.ts';

/** How likely each fault is for one frame. */
export interface Faults {
  /** The link breaks and everything in flight is lost. */
  readonly breaks: number;
  readonly drops: number;
  readonly duplicates: number;
  /** Arrives after frames that were sent later. */
  readonly reorders: number;
  /** The link is slow for a while; the order stays. */
  readonly delays: number;
}

export const NO_FAULTS: Faults = { breaks: 0, drops: 0, duplicates: 0, reorders: 0, delays: 0 };

/** What happens to one frame. */
export type FrameFate = 'arrives' | 'breaks' | 'dropped' | 'duplicated' | 'reordered' | 'delayed';

/**
 * Breaks and delays may happen to every frame. TCP never drops, doubles or reorders within a connection; frames are treated so
 * only where the protocol claims tolerance: requests and replies (FRM-1, SEQ-2, RCP-1) and appended events (SYN-5). Replies
 * keep their place, because heads and counts are snapshots that pushes go on from.
 */
export function frameFate(
  faults: Faults,
  random: Random,
  text: string,
  direction: 'to-relay' | 'to-client',
): FrameFate {
  const isEvent = text.startsWith('{"push":"timeline.appended"');
  const isPush = text.startsWith('{"push"');
  let chance = random();
  const hit = (likelihood: number): boolean => {
    chance -= likelihood;
    return chance < 0;
  };
  if (hit(faults.breaks)) return 'breaks';
  if (hit(faults.delays)) return 'delayed';
  if (!isPush || isEvent) {
    if (hit(faults.drops)) return 'dropped';
    if (hit(faults.duplicates)) return 'duplicated';
  }
  if ((direction === 'to-relay' || isEvent) && hit(faults.reorders)) return 'reordered';
  return 'arrives';
}
