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
    messageResolver: (messages: unknown, key) => {
      if (typeof messages !== 'object' || messages === null) return null;
      const text: unknown = Reflect.get(messages, key);
      return typeof text === 'string' ? text : null;
    },
  });
}
