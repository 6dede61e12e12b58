import type { profileEn } from './profile.en.ts';

export const profileZhCn: Readonly<Record<keyof typeof profileEn, string>> = {
  'profile.name.change': '修改名字',
  'profile.picture.choose': '选择头像',
  'profile.picture.change': '更换头像',
  'profile.picture.remove': '移除头像',
  'profile.picture.none': '这个文件无法作为图片显示。请选择 PNG、JPEG、WebP 或 GIF。',
  'profile.picture.large': '图片太大了，请选择小一些的。',
  'profile.crop.title': '选择显示的部分',
  'profile.crop.label': '图片中显示的部分',
  'profile.crop.hint': '拖动图片或用方向键移动，用 + 和 − 缩放。',
  'profile.crop.zoom': '缩放',
  'profile.crop.larger': '放大',
  'profile.crop.smaller': '缩小',
};
