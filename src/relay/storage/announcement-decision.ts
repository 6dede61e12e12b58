import { assertNever } from '../../shared/assert-never.ts';
import { nextState } from '../../shared/model/announcement-lifecycle.ts';
import { MAX_WHITELIST } from '../../shared/model/channel.ts';
import type { UserId } from '../../shared/model/ids.ts';
import type { AnnouncementAction } from '../../shared/protocol/commands/channel.ts';
import type { ChannelRefusal, StoredAnnouncement } from './channel-port.ts';

/** What an action is decided by, besides the announcement itself. */
export interface AnnouncementFacts {
  readonly at: number;
  /** Whether the person has an account that was not given up. */
  readonly isActive: (user: UserId) => boolean;
  /** Whether one more may run. */
  readonly mayRun: () => boolean;
}

/** An announcement as it is to be stored; revision and position are given with the write. */
export type AnnouncementDecision =
  | { readonly kind: 'changed'; readonly next: StoredAnnouncement }
  | { readonly kind: 'unchanged' }
  | ChannelRefusal;

/** What an action makes of an announcement (CHN-5 to CHN-9). */
export function decideAnnouncement(
  announcement: StoredAnnouncement,
  action: AnnouncementAction,
  { at, isActive, mayRun }: AnnouncementFacts,
): AnnouncementDecision {
  const state = nextState(announcement.state, action.kind);
  if (state === undefined) return { kind: 'bad-state' };
  const next = { ...announcement, state };
  const wasReleased = announcement.releasedAt !== null;
  const released = { ...next, releasedAt: announcement.releasedAt ?? at };
  switch (action.kind) {
    case 'modify': {
      const minVersion = action.minVersion === undefined ? announcement.minVersion : action.minVersion;
      if (wasReleased && minVersion !== announcement.minVersion) return { kind: 'bad-state' };
      const { title, text, expiresAt } = action;
      const sameWords = title === announcement.title && text === announcement.text;
      if (sameWords && expiresAt === announcement.expiresAt && minVersion === announcement.minVersion) {
        return { kind: 'unchanged' };
      }
      // One that has expired runs again.
      if (
        wasReleased &&
        !isRunning(announcement, at) &&
        (expiresAt === null || expiresAt > at) &&
        !mayRun()
      ) {
        return { kind: 'too-many' };
      }
      const modifiedAt = wasReleased && !sameWords ? at : announcement.modifiedAt;
      return { kind: 'changed', next: { ...next, title, text, expiresAt, minVersion, modifiedAt } };
    }
    case 'preRelease': {
      const known = new Set(announcement.whitelist);
      const added = [...new Set(action.users)].filter((user) => !known.has(user) && isActive(user));
      if (added.length === 0 && state === announcement.state) return { kind: 'unchanged' };
      if (known.size + added.length > MAX_WHITELIST || (!wasReleased && !mayRun()))
        return { kind: 'too-many' };
      return { kind: 'changed', next: { ...released, whitelist: [...announcement.whitelist, ...added] } };
    }
    case 'publish':
      if (state === announcement.state) return { kind: 'unchanged' };
      if (!wasReleased && !mayRun()) return { kind: 'too-many' };
      return { kind: 'changed', next: { ...released, publishedAt: at } };
    case 'stop':
      if (state === announcement.state) return { kind: 'unchanged' };
      return { kind: 'changed', next: { ...next, endedAt: at } };
    case 'recall':
      if (state === announcement.state) return { kind: 'unchanged' };
      return {
        kind: 'changed',
        next: { ...next, title: null, text: null, endedAt: announcement.endedAt ?? at },
      };
    default:
      return assertNever(action);
  }
}

/** Whether it is given to anybody at this time. */
export function isRunning({ state, expiresAt }: StoredAnnouncement, at: number): boolean {
  return (state === 'pre-release' || state === 'published') && (expiresAt === null || expiresAt > at);
}

/** Until when accounts count that were created meanwhile: those of later days are nobody that it reached for. */
export function audienceEnd({ endedAt, expiresAt }: StoredAnnouncement): number {
  return Math.min(endedAt ?? Number.MAX_SAFE_INTEGER, expiresAt ?? Number.MAX_SAFE_INTEGER);
}
