// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { defineComponent } from 'vue';
import { expect, it, vi } from 'vitest';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { useSubmission } from '../../../../src/renderer/src/ui/use-submission.ts';
import { AppError } from '../../../../src/shared/errors.ts';

function form(): ReturnType<typeof useSubmission> {
  const opened: { form?: ReturnType<typeof useSubmission> } = {};
  const Form = defineComponent({
    setup() {
      opened.form = useSubmission();
      return () => null;
    },
  });
  mount(Form, { global: { plugins: [createTexts('en')] } });
  if (!opened.form) throw new Error('the form was not set up');
  return opened.form;
}

it('words a refusal, and takes the words back with the next attempt', async () => {
  const { busy, error, submit } = form();
  await submit(() => Promise.reject(new AppError('offline')));
  expect(error.value).toMatch(/\w+ \w+/);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const done = submit(() => promise);
  expect([busy.value, error.value]).toEqual([true, '']);
  resolve(undefined);
  await done;
  expect([busy.value, error.value]).toEqual([false, '']);
});

it('sends a form once, however often it is asked meanwhile', async () => {
  const { submit } = form();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const action = vi.fn(() => promise);
  const attempts = [submit(action), submit(action)];
  resolve(undefined);
  await Promise.all(attempts);
  expect(action).toHaveBeenCalledTimes(1);
});
