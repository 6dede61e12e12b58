/** Languages the page speaks. */
export type Locale = 'zh-CN' | 'en';

/** The language to show: the chosen one, or what fits the system's. Any Chinese gets zh-CN, all else English. */
export function resolveLocale(setting: 'system' | Locale, systemLanguage: string): Locale {
  if (setting !== 'system') return setting;
  return /^zh\b/i.test(systemLanguage) ? 'zh-CN' : 'en';
}
