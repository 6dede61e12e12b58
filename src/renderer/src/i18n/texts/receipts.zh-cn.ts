import type { receiptsEn } from './receipts.en.ts';

export const receiptsZhCn: Readonly<Record<keyof typeof receiptsEn, string>> = {
  'state.sending': '发送中',
  'state.sent': '已发送',
  'state.failed': '未发送',
  'state.read': '已读',
  'state.unread': '未读',
  'state.nUnread': '{n} 人未读',
  'state.allRead': '全部已读',
  'state.noReceipt': '无回执',
  'state.noReceipt.hint': '这条消息不统计已读',

  'receipts.title': '阅读情况',
  'receipts.unread': '未读 ({n})',
  'receipts.read': '已读 ({n})',
  'receipts.search': '查找姓名',
  'receipts.delivered': '已送达',
  'receipts.none.unread': '所有人都已读。',
  'receipts.none.read': '还没有人读过。',
  'receipts.none.name': '这里没有叫“{query}”的人。',
  'receipts.remind': '提醒 {n} 人',
  'receipts.remind.direct': '提醒',
  'receipts.reminded': '已提醒，会话中可见。',
  'receipts.remind.wait': '刚提醒过，{n} 分钟后可再次提醒。',
  'receipts.remind.none': '现在所有人都已读。',
  'receipts.readAt': '{time} 已读',
};
