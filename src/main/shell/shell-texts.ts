import type { Settings } from '../../shared/ipc/views.ts';
import type { MessageContent } from '../../shared/model/event.ts';

/** Whether somebody can be reached, as the tray words it. */
export type Reachability = 'signedOut' | 'online' | 'offline';

const en = {
  'app.open': 'Open Yidu',
  'app.about': 'About Yidu',
  'app.settings': 'Settings…',
  'app.update': 'Restart to update',
  'app.hide': 'Hide Yidu',
  'app.quit': 'Quit Yidu',
  'status.signedOut': 'Not signed in',
  'status.online': 'Connected',
  'status.offline': 'Offline',
  'dnd.title': 'Do Not Disturb',
  'dnd.off': 'Off',
  'dnd.hour': 'For an hour',
  'dnd.morning': 'Until the morning',
  'dnd.on': 'Until I turn it off',
  'note.reply': 'Reply',
  'note.send': 'Send',
  'menu.file': 'File',
  'menu.edit': 'Edit',
  'menu.view': 'View',
  'menu.window': 'Window',
  'menu.close': 'Close window',
  'menu.undo': 'Undo',
  'menu.redo': 'Redo',
  'menu.cut': 'Cut',
  'menu.copy': 'Copy',
  'menu.paste': 'Paste',
  'menu.pastePlain': 'Paste without formatting',
  'menu.selectAll': 'Select all',
  'menu.zoomIn': 'Larger',
  'menu.zoomOut': 'Smaller',
  'menu.zoomReset': 'Actual size',
  'menu.fullScreen': 'Full screen',
  'menu.minimize': 'Minimize',
  'menu.front': 'Bring all to front',
  'spelling.none': 'No suggestions',
  'spelling.add': 'Add to dictionary',
} as const;

type FixedText = keyof typeof en;

const zhCn: Record<FixedText, string> = {
  'app.open': '打开 Yidu',
  'app.about': '关于 Yidu',
  'app.settings': '设置…',
  'app.update': '重启以更新',
  'app.hide': '隐藏 Yidu',
  'app.quit': '退出 Yidu',
  'status.signedOut': '未登录',
  'status.online': '已连接',
  'status.offline': '离线',
  'dnd.title': '勿扰',
  'dnd.off': '关闭',
  'dnd.hour': '一小时内',
  'dnd.morning': '到早上为止',
  'dnd.on': '直到我关闭',
  'note.reply': '回复',
  'note.send': '发送',
  'menu.file': '文件',
  'menu.edit': '编辑',
  'menu.view': '显示',
  'menu.window': '窗口',
  'menu.close': '关闭窗口',
  'menu.undo': '撤销',
  'menu.redo': '重做',
  'menu.cut': '剪切',
  'menu.copy': '复制',
  'menu.paste': '粘贴',
  'menu.pastePlain': '粘贴为纯文本',
  'menu.selectAll': '全选',
  'menu.zoomIn': '放大',
  'menu.zoomOut': '缩小',
  'menu.zoomReset': '实际大小',
  'menu.fullScreen': '全屏',
  'menu.minimize': '最小化',
  'menu.front': '全部置于前面',
  'spelling.none': '没有建议',
  'spelling.add': '添加到词典',
};

type Attachment = Exclude<MessageContent['type'], 'text' | 'recalled'>;

/** The words of what the desktop shows outside the page: menus, tray, notifications. */
export interface ShellTexts {
  readonly fixed: Readonly<Record<FixedText, string>>;
  /** '' for none. */
  readonly unread: (count: number) => string;
  readonly newMessages: (count: number) => string;
  readonly inConversations: (messages: number, conversations: number) => string;
  /** Somebody asks to read a message; '' for words that are not to be told. */
  readonly asks: (sender: string, words: string) => string;
  /** The same without a name. */
  readonly asked: string;
  readonly announced: string;
  readonly said: (sender: string, words: string) => string;
  readonly attachment: Readonly<Record<Attachment, string>>;
  readonly quietUntil: (time: string) => string;
  readonly someone: string;
}

const TEXTS: Record<'en' | 'zh-CN', ShellTexts> = {
  en: {
    fixed: en,
    unread: (count) => (count === 0 ? '' : `${count} unread`),
    newMessages: (count) => (count === 1 ? 'New message' : `${count} new messages`),
    inConversations: (messages, conversations) =>
      `${messages} new messages in ${conversations} conversations`,
    asks: (sender, words) =>
      words === '' ? `${sender} asks you to read a message` : `${sender} asks you to read: ${words}`,
    asked: 'Somebody asks you to read a message',
    announced: 'New announcement',
    said: (sender, words) => `${sender}: ${words}`,
    attachment: {
      image: '[Image]',
      file: '[File]',
      card: '[Name card]',
      packet: '[Red packet]',
      forward: '[Forwarded messages]',
      unsupported: '[Message of a newer version]',
    },
    quietUntil: (time) => `Do Not Disturb until ${time}`,
    someone: 'Someone',
  },
  'zh-CN': {
    fixed: zhCn,
    unread: (count) => (count === 0 ? '' : `${count} 条未读`),
    newMessages: (count) => (count === 1 ? '新消息' : `${count} 条新消息`),
    inConversations: (messages, conversations) => `${conversations} 个会话中有 ${messages} 条新消息`,
    asks: (sender, words) =>
      words === '' ? `${sender} 提醒你阅读一条消息` : `${sender} 提醒你阅读：${words}`,
    asked: '有人提醒你阅读一条消息',
    announced: '新公告',
    said: (sender, words) => `${sender}：${words}`,
    attachment: {
      image: '[图片]',
      file: '[文件]',
      card: '[名片]',
      packet: '[红包]',
      forward: '[聊天记录]',
      unsupported: '[新版本的消息]',
    },
    quietUntil: (time) => `勿扰到 ${time}`,
    someone: '某人',
  },
};

/** The language of the settings; by the system's where they say so. Any Chinese is Chinese, all else English. */
export function shellLanguage(language: Settings['language'], system: string): keyof typeof TEXTS {
  const wanted = language === 'system' ? system : language;
  return /^zh\b/i.test(wanted) ? 'zh-CN' : 'en';
}

export function shellTexts(language: Settings['language'], system: string): ShellTexts {
  return TEXTS[shellLanguage(language, system)];
}
