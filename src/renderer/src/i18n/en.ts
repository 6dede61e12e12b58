import { channelsEn } from './texts/channels.en.ts';
import { chatEn } from './texts/chat.en.ts';
import { commonEn } from './texts/common.en.ts';
import { composerEn } from './texts/composer.en.ts';
import { connectionEn } from './texts/connection.en.ts';
import { errorsEn } from './texts/errors.en.ts';
import { filesEn } from './texts/files.en.ts';
import { groupEn } from './texts/group.en.ts';
import { listEn } from './texts/list.en.ts';
import { lockEn } from './texts/lock.en.ts';
import { loginEn } from './texts/login.en.ts';
import { messageEn } from './texts/message.en.ts';
import { noticeEn } from './texts/notice.en.ts';
import { packetsEn } from './texts/packets.en.ts';
import { peopleEn } from './texts/people.en.ts';
import { profileEn } from './texts/profile.en.ts';
import { receiptsEn } from './texts/receipts.en.ts';
import { searchEn } from './texts/search.en.ts';
import { settingsEn } from './texts/settings.en.ts';
import { storageEn } from './texts/storage.en.ts';
import { windowEn } from './texts/window.en.ts';

/**
 * Every text of the page, by subject. `{name}` is filled in; `one | many` is chosen by number. The first word of a key belongs
 * to one subject, so that no subject overwrites a text of another.
 */
export const en = {
  ...commonEn,
  ...windowEn,
  ...loginEn,
  ...lockEn,
  ...connectionEn,
  ...storageEn,
  ...listEn,
  ...peopleEn,
  ...chatEn,
  ...messageEn,
  ...packetsEn,
  ...noticeEn,
  ...profileEn,
  ...receiptsEn,
  ...composerEn,
  ...filesEn,
  ...groupEn,
  ...channelsEn,
  ...searchEn,
  ...settingsEn,
  ...errorsEn,
} as const;

export type TextKey = keyof typeof en;
