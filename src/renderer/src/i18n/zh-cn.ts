import type { TextKey } from './en.ts';
import { channelsZhCn } from './texts/channels.zh-cn.ts';
import { chatZhCn } from './texts/chat.zh-cn.ts';
import { commonZhCn } from './texts/common.zh-cn.ts';
import { composerZhCn } from './texts/composer.zh-cn.ts';
import { connectionZhCn } from './texts/connection.zh-cn.ts';
import { errorsZhCn } from './texts/errors.zh-cn.ts';
import { filesZhCn } from './texts/files.zh-cn.ts';
import { groupZhCn } from './texts/group.zh-cn.ts';
import { listZhCn } from './texts/list.zh-cn.ts';
import { lockZhCn } from './texts/lock.zh-cn.ts';
import { loginZhCn } from './texts/login.zh-cn.ts';
import { messageZhCn } from './texts/message.zh-cn.ts';
import { noticeZhCn } from './texts/notice.zh-cn.ts';
import { packetsZhCn } from './texts/packets.zh-cn.ts';
import { peopleZhCn } from './texts/people.zh-cn.ts';
import { profileZhCn } from './texts/profile.zh-cn.ts';
import { receiptsZhCn } from './texts/receipts.zh-cn.ts';
import { searchZhCn } from './texts/search.zh-cn.ts';
import { settingsZhCn } from './texts/settings.zh-cn.ts';
import { storageZhCn } from './texts/storage.zh-cn.ts';
import { windowZhCn } from './texts/window.zh-cn.ts';

/** Has every key of `en`: one that is missing, or one too many, does not compile, here or in its subject. */
export const zhCn: Readonly<Record<TextKey, string>> = {
  ...commonZhCn,
  ...windowZhCn,
  ...loginZhCn,
  ...lockZhCn,
  ...connectionZhCn,
  ...storageZhCn,
  ...listZhCn,
  ...peopleZhCn,
  ...chatZhCn,
  ...messageZhCn,
  ...packetsZhCn,
  ...noticeZhCn,
  ...profileZhCn,
  ...receiptsZhCn,
  ...composerZhCn,
  ...filesZhCn,
  ...groupZhCn,
  ...channelsZhCn,
  ...searchZhCn,
  ...settingsZhCn,
  ...errorsZhCn,
};
