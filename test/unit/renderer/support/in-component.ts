import { mount } from '@vue/test-utils';
import type { Pinia } from 'pinia';
import { defineComponent, h } from 'vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import type { Locale } from '../../../../src/renderer/src/i18n/locale.ts';
import { useTexts, type Texts } from '../../../../src/renderer/src/i18n/use-texts.ts';

/** What `use` gives to a component whose texts are in this language, and whose stores are those of `pinia`. */
export function inComponent<T>(locale: Locale, use: () => T, pinia?: Pinia): T {
  let given: { readonly value: T } | undefined;
  const Probe = defineComponent({
    setup() {
      given = { value: use() };
      return () => h('i');
    },
  });
  mount(Probe, { global: { plugins: [createTexts(locale), ...(pinia ? [pinia] : [])] } });
  if (!given) throw new Error('not mounted');
  return given.value;
}

export const textsIn = (locale: Locale): Texts => inComponent(locale, useTexts);
