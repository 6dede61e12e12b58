import * as z from 'zod';

/**
 * The life of an announcement. Expiry is no state: it is a time, at which an announcement of `pre-release` or `published` is given
 * to nobody any more until that time is changed.
 */
export const AnnouncementState = z.enum(['draft', 'pre-release', 'published', 'stopped', 'recalled']);
export type AnnouncementState = z.infer<typeof AnnouncementState>;

export const ANNOUNCEMENT_ACTIONS = ['modify', 'preRelease', 'publish', 'stop', 'recall'] as const;
export type AnnouncementActionKind = (typeof ANNOUNCEMENT_ACTIONS)[number];

/** What becomes of a state by each action; what is not there is refused (CHN-5). */
const NEXT: Record<AnnouncementState, Partial<Record<AnnouncementActionKind, AnnouncementState>>> = {
  draft: { modify: 'draft', preRelease: 'pre-release', publish: 'published', recall: 'recalled' },
  'pre-release': {
    modify: 'pre-release',
    preRelease: 'pre-release',
    publish: 'published',
    stop: 'stopped',
    recall: 'recalled',
  },
  published: { modify: 'published', publish: 'published', stop: 'stopped', recall: 'recalled' },
  stopped: { stop: 'stopped', recall: 'recalled' },
  recalled: { recall: 'recalled' },
};

/** The state after the action; `undefined`: it cannot be done in this one. */
export function nextState(
  state: AnnouncementState,
  action: AnnouncementActionKind,
): AnnouncementState | undefined {
  return NEXT[state][action];
}

/** The actions that change something: doing `publish` again to what is published changes nothing. */
export function actionsOf(state: AnnouncementState): AnnouncementActionKind[] {
  return ANNOUNCEMENT_ACTIONS.filter((action) => {
    const next = nextState(state, action);
    return next !== undefined && (next !== state || action === 'modify' || action === 'preRelease');
  });
}
