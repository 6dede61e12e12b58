import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { TextKey } from './en.ts';
import type { Locale } from './locale.ts';

type Values = Readonly<Record<string, string | number>>;

/** What components word things with. All three follow the language at once. */
export interface Texts {
  readonly locale: ComputedRef<Locale>;
  readonly t: (key: TextKey, values?: Values) => string;
  /** With the plural form for `n`; `{n}` is filled in, grouped as the language does. */
  readonly tn: (key: TextKey, n: number, values?: Values) => string;
}

export function useTexts(): Texts {
  const i18n = useI18n();
  const locale = computed<Locale>(() => (i18n.locale.value === 'zh-CN' ? 'zh-CN' : 'en'));
  return {
    locale,
    t: (key, values = {}) => i18n.t(key, values),
    tn: (key, n, values = {}) =>
      i18n.t(key, { ...values, n: new Intl.NumberFormat(locale.value).format(n) }, { plural: n }),
  };
}
