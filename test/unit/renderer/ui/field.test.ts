// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import Field from '../../../../src/renderer/src/ui/Field.vue';

const field = (label: string) =>
  mount(Field, {
    props: { label, modelValue: '', autofocus: true },
    global: { plugins: [createTexts('en')] },
    attachTo: document.body,
  });

describe('a field', () => {
  it('has the focus whenever it appears, not only the first time on a page', () => {
    field('Name').unmount();
    const second = field('Passcode');
    expect(document.activeElement).toBe(second.get('input').element);
    second.unmount();
  });
});
