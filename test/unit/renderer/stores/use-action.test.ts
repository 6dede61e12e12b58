import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it, vi } from 'vitest';
import { useToasts } from '../../../../src/renderer/src/stores/toasts.ts';
import { useAction } from '../../../../src/renderer/src/stores/use-action.ts';
import { AppError } from '../../../../src/shared/errors.ts';

beforeEach(() => setActivePinia(createPinia()));

it('says whether it was done, and makes a toast of a refusal', async () => {
  const { busy, run } = useAction();
  expect(await run(() => Promise.resolve())).toBe(true);
  expect(await run(() => Promise.reject(new AppError('offline')))).toBe(false);
  expect(useToasts().toasts).toMatchObject([{ code: 'offline' }]);
  expect(busy.value).toBe(false);
});

it('does one thing at a time', async () => {
  const { busy, run } = useAction();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const second = vi.fn(() => Promise.resolve());
  const first = run(() => promise);
  expect(busy.value).toBe(true);
  expect(await run(second)).toBe(false);
  resolve(undefined);
  expect(await first).toBe(true);
  expect(second).not.toHaveBeenCalled();
});
