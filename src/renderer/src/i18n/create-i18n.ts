import { createI18n } from 'vue-i18n';
import { en } from './en.ts';
import type { Locale } from './locale.ts';
import { zhCn } from './zh-cn.ts';

/**
 * A page's translator, with what it says `more` than the client does. Keys are flat: a dot in one is a letter like any other.
 */
export function createTexts(locale: Locale, more?: Record<Locale, Readonly<Record<string, string>>>) {
  return createI18n({
    legacy: false,
    locale,
    messages: { en: { ...en, ...more?.en }, 'zh-CN': { ...zhCn, ...more?.['zh-CN'] } },
    messageResolver: (messages: unknown, key) => {
      if (typeof messages !== 'object' || messages === null) return null;
      const text: unknown = Reflect.get(messages, key);
      return typeof text === 'string' ? text : null;
    },
  });
}
