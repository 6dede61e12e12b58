import type { peopleEn } from './people.en.ts';

export const peopleZhCn: Readonly<Record<keyof typeof peopleEn, string>> = {
  'contacts.title': '通讯录',
  'contacts.filter': '查找联系人',

  'newChat.title': '发起聊天',
  'newChat.search': '按姓名查找',
  'newChat.lead': '选一个人直接聊，选多个人就建群。',
  'newChat.groupTitle': '群名称',
  'newChat.direct': '开始聊天',
  'newChat.group': '和 {n} 人建群',
  'newChat.none': '请选择联系人',

  'join.title': '加入群',
  'join.lead': '粘贴别人发给你的邀请链接。',
  'join.link': '邀请链接',
  'join.placeholder': 'yidu://join/…',
  'join.submit': '加入',
  'join.wrong': '这不是群邀请链接。群邀请链接以 yidu://join/ 开头',
  'join.relay': '这个链接用于邀请新同事注册，不是群邀请。',
  'join.open': '用链接加入',

  'people.nobody': '没有叫“{query}”的人。',
  'people.empty': '这个服务上还没有其他人。把地址发给同事吧。',
  'people.more': '仅列出前 {n} 人，输入更多姓名可查找其他人。',
  'people.remove': '移除{name}',

  'person.label': '关于{name}',
  'person.message': '发消息',
  'person.card': '发名片…',
  'person.gone': '账号已注销',

  'card.kind': '名片',
  'card.title': '把名片发给',

  'presence.online': '在线',
  'presence.offline': '不在线',
};
