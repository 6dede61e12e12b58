import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { TextKey } from './en.ts';
import type { Locale } from './locale.ts';

type Values = Readonly<Record<string, string | number>>;

/** What components word things with. All three follow the language at once. */
export interface Texts<K extends string = TextKey> {
  readonly locale: ComputedRef<Locale>;
  readonly t: (key: K, values?: Values) => string;
  /** With the plural form for `n`; `{n}` is filled in, grouped as the language does. */
  readonly tn: (key: K, n: number, values?: Values) => string;
}

export const useTexts: () => Texts = useWords;

/** The same without knowing which keys there are, for a page with more of them: it narrows them again. */
export function useWords(): Texts<string> {
  const i18n = useI18n();
  const locale = computed<Locale>(() => (i18n.locale.value === 'zh-CN' ? 'zh-CN' : 'en'));
  return {
    locale,
    t: (key, values = {}) => i18n.t(key, values),
    tn: (key, n, values = {}) =>
      i18n.t(key, { ...values, n: new Intl.NumberFormat(locale.value).format(n) }, { plural: n }),
  };
}
