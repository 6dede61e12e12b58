import type { windowEn } from './window.en.ts';

export const windowZhCn: Readonly<Record<keyof typeof windowEn, string>> = {
  'app.broken.title': '已读无法启动',
  'app.broken.text': '消息都安全地保存在这台电脑上。请退出后重新打开。',
  'app.newer.text': '消息由更新版本的已读写入，都还安全。请安装新版本再打开。',
  'app.tagline': '读没读，一目了然；找一找，马上就到。',

  'rail.label': '主导航',
  'rail.chats': '聊天',
  'rail.contacts': '通讯录',
  'rail.channels': '频道',
  'rail.channels.unread': '{n} 条未读公告',
  'rail.search': '搜索',
  'rail.settings': '设置',
  'rail.settings.update': '有更新可安装',
  'rail.account': '{name}的账号',
  'rail.unread': '{n} 条未读消息',
  'rail.account.elsewhere': '其他账号有 {n} 条未读消息',

  'account.settings': '设置',
  'account.signOut': '退出登录…',
  'account.switch': '账号',
  'account.switchTo': '{name}，{relay}',
  'account.add': '添加账号…',
  'account.lock': '锁定',
  'account.add.cancel': '返回 {name}',

  'window.gone.title': '这里没有这个会话',
  'window.gone.text': '它属于另一个账号，或者还没有同步到这里。',

  'toast.region': '已读的提示',
};
