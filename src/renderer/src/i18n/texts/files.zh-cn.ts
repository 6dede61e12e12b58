import type { filesEn } from './files.en.ts';

export const filesZhCn: Readonly<Record<keyof typeof filesEn, string>> = {
  'transfer.pause': '暂停',
  'transfer.resume': '继续',
  'transfer.cancel': '取消',
  'transfer.paused': '已暂停 · {size}',
  'transfer.share': '{share}，共 {size}',

  'file.open': '打开 {name}',
  'file.save': '保存 {name}',
  'file.saved': '已保存 · {size}',
  'file.failed': '未能下载 · {size}',

  'image.open': '查看 {name}',
  'image.failed': '无法显示图片',
  'image.failed.retry': '无法显示图片，点击重试',

  'viewer.place': '{n} / {total}',
  'viewer.previous': '上一张',
  'viewer.next': '下一张',
  'viewer.zoomIn': '放大',
  'viewer.zoomOut': '缩小',
};
