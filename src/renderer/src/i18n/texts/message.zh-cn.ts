import type { messageEn } from './message.en.ts';

export const messageZhCn: Readonly<Record<keyof typeof messageEn, string>> = {
  'message.actions': '消息操作',
  'message.react': '表情回应',
  'message.reply': '回复',
  'message.more': '更多',
  'message.edit': '编辑',
  'message.edited': '已编辑',
  'message.recall': '撤回',
  'message.pin': '为所有人置顶',
  'message.unpin': '取消置顶',
  'message.pinned': '已置顶',
  'message.forward': '转发…',
  'message.copy': '复制文字',
  'message.copyLink': '复制链接',
  'message.person': '查看{name}',

  'content.card': '{name}的名片',
  'content.packet': '[红包] {greeting}',
  'content.file': '[文件] {name}',
  'content.image': '[图片]',
  'content.forwarded': '转发：{text}',
  'content.forwards': '转发的 {n} 条消息',
  'content.recalled': '消息已撤回',

  'format.code': '代码',
  'format.code.copy': '复制代码',

  'link.qr': '此链接的二维码',
  'link.title': '打开此链接？',
  'link.text': '它写着“{words}”，实际指向 {host}。请仅在信任发送者时打开。',
  'link.open': '打开链接',

  'quote.message': '消息',
  'quote.elsewhere': '这条消息不在这台电脑上。',
  'quote.jump': '跳到被引用的消息',

  'reactions.label': '表情回应',
  'reactions.chip': '{emoji}，{n} 人',

  'recalled.mine': '你撤回了一条消息',
  'recalled.theirs': '{name}撤回了一条消息',
  'recalled.byOther': '管理员{admin}撤回了{name}的一条消息',
  'recalled.byMe': '你撤回了{name}的一条消息',
  'recalled.mineByOther': '管理员{admin}撤回了你的一条消息',
  'recalled.again': '重新编辑',

  'recall.title': '撤回这条消息？',
  'recall.text': '所有人的设备和搜索结果里都不再有它。',
  'recall.other.title': '撤回{name}的这条消息？',
  'recall.other.text': '所有人的设备和搜索结果里都不再有它，大家会看到是你撤回的。',

  'forward.head': '转发的消息',
  'forward.title': '转发给',

  'choose.none': '请选择会话',
  'choose.submit': '发送到 {n} 个会话',

  'pins.title': '置顶消息',
  'pins.empty.title': '还没有置顶消息',
  'pins.empty.text': '把大家随时要看的消息置顶。',
};
