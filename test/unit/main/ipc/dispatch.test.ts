import { describe, expect, it, vi } from 'vitest';
import { createDispatcher, type RequestHandlers } from '../../../../src/main/ipc/dispatch.ts';
import { AppError } from '../../../../src/shared/errors.ts';

const WINDOW = 3;

function dispatcher(handlers: Partial<RequestHandlers>) {
  const onInternal = vi.fn();
  // The tests call only what they give.
  const dispatch = createDispatcher(handlers as RequestHandlers, onInternal);
  return { dispatch: (name: unknown, input: unknown) => dispatch(name, input, WINDOW), onInternal };
}

describe('the request channel', () => {
  it('gives the handler what its schema made of the input', async () => {
    const handler = vi.fn(() => Promise.resolve({ people: [], more: false }));
    const { dispatch } = dispatcher({ 'people.search': handler });
    await expect(dispatch('people.search', { query: '张', extra: 1 })).resolves.toEqual({
      ok: true,
      value: { people: [], more: false },
    });
    expect(handler).toHaveBeenCalledWith({ query: '张' }, WINDOW);
  });

  it('treats missing input as an empty object', async () => {
    const { dispatch } = dispatcher({ 'session.get': () => Promise.resolve({ kind: 'online' }) });
    await expect(dispatch('session.get', undefined)).resolves.toMatchObject({ ok: true });
  });

  it.each([['nothing'], ['constructor'], ['__proto__'], [7], [undefined], [{ toString: 'people.search' }]])(
    'refuses the name %j',
    async (name) => {
      const { dispatch } = dispatcher({});
      await expect(dispatch(name, {})).resolves.toMatchObject({
        ok: false,
        error: { code: 'unknown_command' },
      });
    },
  );

  it('refuses input that does not fit, names the field, and does not call the handler', async () => {
    const handler = vi.fn();
    const { dispatch } = dispatcher({ 'people.search': handler });
    await expect(dispatch('people.search', { query: 7 })).resolves.toMatchObject({
      ok: false,
      error: { code: 'bad_args', field: 'query' },
    });
    expect(handler).not.toHaveBeenCalled();
  });

  it('[C10] while it is locked, answers nothing that shows anything, and does not call the handler', async () => {
    const list = vi.fn();
    const saved = vi.fn(() => Promise.resolve({}));
    let locked = true;
    // The tests call only what they give.
    const handlers = { 'conversation.list': list, 'draft.save': saved } as unknown as RequestHandlers;
    const dispatch = createDispatcher(handlers, vi.fn(), () => locked);
    await expect(dispatch('conversation.list', {}, 1)).resolves.toMatchObject({ error: { code: 'locked' } });
    expect(list).not.toHaveBeenCalled();
    // What was being written is taken.
    const conversation = '019a0000-0000-7000-8000-000000000001';
    await expect(dispatch('draft.save', { conversation, text: 'a', version: 0 }, 1)).resolves.toMatchObject({
      ok: true,
    });
    locked = false;
    await dispatch('conversation.list', {}, 1);
    expect(list).toHaveBeenCalled();
  });

  it('passes an AppError on as its body', async () => {
    const { dispatch, onInternal } = dispatcher({
      'people.search': () => Promise.reject(new AppError('offline', 'no relay')),
    });
    await expect(dispatch('people.search', { query: '' })).resolves.toEqual({
      ok: false,
      error: { code: 'offline', message: 'no relay', retry: 'backoff' },
    });
    expect(onInternal).not.toHaveBeenCalled();
  });

  it('keeps the text of an unforeseen error from the page, and logs it, thrown or rejected', async () => {
    const error = new Error('secret path');
    const { dispatch, onInternal } = dispatcher({
      'people.search': () => Promise.reject(error),
      'session.retry': () => {
        throw error;
      },
    });
    for (const [name, input] of [
      ['people.search', { query: '' }],
      ['session.retry', {}],
    ] as const) {
      const result = await dispatch(name, input);
      expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
      expect(JSON.stringify(result)).not.toContain('secret');
      expect(onInternal).toHaveBeenCalledWith(name, error);
    }
  });
});
