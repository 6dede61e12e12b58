import { type App, computed, type ComputedRef, getCurrentInstance } from 'vue';
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
  const app = getCurrentInstance()?.appContext.app;
  const known = app && wordsOf.get(app);
  if (known) return known;
  const words = makeWords();
  if (app) wordsOf.set(app, words);
  return words;
}

/** One for all components of a page: rows of a long list have no time to make their own. */
const wordsOf = new WeakMap<App, Texts<string>>();

function makeWords(): Texts<string> {
  const i18n = useI18n({ useScope: 'global' });
  const locale = computed<Locale>(() => (i18n.locale.value === 'zh-CN' ? 'zh-CN' : 'en'));
  return {
    locale,
    t: (key, values = {}) => i18n.t(key, values),
    tn: (key, n, values = {}) =>
      i18n.t(key, { ...values, n: new Intl.NumberFormat(locale.value).format(n) }, { plural: n }),
  };
}
