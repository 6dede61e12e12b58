import type { lockEn } from './lock.en.ts';

export const lockZhCn: Readonly<Record<keyof typeof lockEn, string>> = {
  'lock.title': '已读已锁定',
  'lock.lead': '输入锁定密码后才会显示内容。',
  'lock.passcode': '锁定密码',
  'lock.unlock': '解锁',
  'lock.unlockIn': '解锁（{n} 秒后）',
  'lock.wrong': '锁定密码不正确。',
  'lock.wait': '锁定密码不正确，请在 {n} 秒后重试。',
  'lock.forgotten': '忘记锁定密码？',
  'lock.anew.title': '退出登录并重新开始？',
  'lock.anew.text':
    '没有锁定密码，谁也打不开这台电脑上的内容。所有账号将在此退出登录，它们的消息和文件会从这台电脑移除。重新登录后，历史消息会从服务器取回；草稿和尚未发出的消息则不会。',
  'lock.anew.action': '移除并重新开始',
  'lock.set': '设置锁定密码…',
  'lock.change': '更改…',
  'lock.remove': '移除…',
  'lock.set.title': '设置锁定密码',
  'lock.set.text': '没有人能替你找回。忘记后，这台电脑上的内容再也无法读取，你需要重新登录。',
  'lock.set.action': '设置',
  'lock.change.title': '更改锁定密码',
  'lock.change.action': '更改',
  'lock.remove.title': '移除锁定密码',
  'lock.remove.text': '打开已读时不再询问，也不再锁定。',
  'lock.remove.action': '移除锁定密码',
  'lock.current': '当前锁定密码',
  'lock.next': '新锁定密码',
  'lock.next.hint': '至少 6 个字符。若硬盘被盗，几个词语比数字安全得多。',
  'lock.again': '再次输入新锁定密码',
  'lock.tooShort': '至少需要 6 个字符',
  'lock.notTheSame': '两次输入不一致',
  'lock.on.hint': '启动时、屏幕锁定或电脑睡眠时，以及按 {keys} 时会锁定。',
  'lock.on.web': '启动时，以及按 {keys} 时会锁定。',
  'lock.off.hint': '用只有你知道的锁定密码住已读，以及它存在硬盘上的内容。',
  'lock.idle': '无人操作多久后也锁定',
  'lock.idle.minutes': '{n} 分钟',
  'lock.idle.never': '从不',
  'lock.disk': '在这块硬盘上',
  'lock.protects.keychain':
    '消息已加密，密钥在这台电脑的钥匙串中：能以你的身份登录这台电脑的人就能读取。你发送或打开过的文件未加密。',
  'lock.protects.both':
    '消息已加密，只有同时具备你的锁定密码和这台电脑的钥匙串才能打开。你发送或打开过的文件未加密。',
  'lock.protects.passcode':
    '消息已加密，只有你的锁定密码能打开。这里没有钥匙串，锁定密码长一些更稳妥。你发送或打开过的文件未加密。',
  'lock.protects.nothing':
    '消息已加密，但这里没有钥匙串：密钥就放在旁边、只有你的用户可读的文件里，能读这块硬盘的人就能读取消息。设置锁定密码可以保护它们。',

  'keychain.title': '这台电脑的钥匙串没有打开',
  'keychain.text':
    '已读把消息的密钥存在那里，现在取不到。消息保持原样。请解锁钥匙串后重试；若仍不行，请退出已读再打开：有些系统只把密钥交给刚启动的程序。',
  'keychain.retry': '重试',
  'keychain.still': '钥匙串仍未打开。',
  'keychain.quit': '退出已读',
  'keychain.giveUp': '不用这把密钥，继续…',
  'keychain.giveUp.title': '不要这台电脑上的消息，继续使用？',
  'keychain.giveUp.text':
    '没有这把密钥，谁也无法读取它们。它们会移到一旁而不会删除，你需要重新登录。历史消息会从服务器取回；草稿和尚未发出的消息则不会。',
  'keychain.giveUp.action': '继续',
};
