import { createI18n } from 'vue-i18n';
import { en } from './en.ts';
import type { Locale } from './locale.ts';
import { zhCn } from './zh-cn.ts';

/** The page's translator. Keys are flat: a dot in one is a letter like any other. */
export function createTexts(locale: Locale) {
  return createI18n({
    legacy: false,
    locale,
    messages: { en, 'zh-CN': zhCn },
    messageResolver: (messages, key) => {
      const text: unknown = Object.hasOwn(Object(messages), key) ? Reflect.get(Object(messages), key) : null;
      return typeof text === 'string' ? text : null;
    },
  });
}
