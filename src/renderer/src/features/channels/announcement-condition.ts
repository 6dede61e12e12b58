import type { AnnouncementItem } from '../../../../shared/ipc/channel-views.ts';

/** What has become of an announcement, at this time on the relay's clock. */
export type AnnouncementCondition = 'running' | 'expired' | 'stopped' | 'recalled';

export function conditionOf(
  { state, expiresAt }: Pick<AnnouncementItem, 'state' | 'expiresAt'>,
  relayNow: number,
): AnnouncementCondition {
  if (state === 'recalled') return 'recalled';
  if (expiresAt !== null && expiresAt <= relayNow) return 'expired';
  return state;
}
