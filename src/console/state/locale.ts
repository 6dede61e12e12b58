import { type Locale, resolveLocale } from '../../renderer/src/i18n/locale.ts';

const KEY = 'yidu-console-locale';

/** The language chosen here before, else what fits the browser's. */
export function chosenLocale(): Locale {
  const stored = localStorage.getItem(KEY);
  const chosen = stored === 'en' || stored === 'zh-CN' ? stored : 'system';
  return resolveLocale(chosen, navigator.language);
}

export function rememberLocale(locale: Locale): void {
  localStorage.setItem(KEY, locale);
}
