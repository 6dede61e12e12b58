import type { StoredAnnouncement } from '../channel-port.ts';

/** An announcement without its whitelist. */
export type AnnouncementRow = Omit<StoredAnnouncement, 'whitelist'> & { readonly key: number };

/** What a draft is stored with, its client id as `StoredId`. */
export type NewAnnouncementRow<StoredId> = Pick<
  StoredAnnouncement,
  'title' | 'text' | 'createdAt' | 'expiresAt' | 'minVersion' | 'position'
> & { readonly clientId: StoredId };
