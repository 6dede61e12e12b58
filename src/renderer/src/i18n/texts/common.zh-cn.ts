import type { commonEn } from './common.en.ts';

export const commonZhCn: Readonly<Record<keyof typeof commonEn, string>> = {
  'common.cancel': '取消',
  'common.close': '关闭',
  'common.back': '返回',
  'common.copy': '复制',
  'common.copied': '已复制',
  'common.retry': '重试',
  'common.delete': '删除',
  'common.clear': '清除',
  'common.loading': '加载中…',
  'common.loadFailed': '加载失败。',
  'common.you': '你',
  'common.you.within': '你',
  'common.someone': '某人',
  'common.someone.within': '某人',
  'common.save': '保存',
  'common.create': '创建',
  'common.done': '完成',

  'field.required': '请填写此项',
  'field.name': '请用 2 到 32 个小写字母、数字、点、横线或下划线',
  'field.displayName': '请用 1 到 64 个普通字符',
  'field.title': '请用 1 到 120 个普通字符',
  'field.password': '请至少用 8 个字符',
  'field.tooLong': '太长了',
};
