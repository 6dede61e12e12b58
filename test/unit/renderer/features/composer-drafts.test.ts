// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reactive } from 'vue';
import { answerLeaving } from '../../../../src/renderer/src/stores/hand-over.ts';
import { useStorage } from '../../../../src/renderer/src/stores/storage.ts';
import { useTimeline } from '../../../../src/renderer/src/stores/timeline.ts';
import { useToasts } from '../../../../src/renderer/src/stores/toasts.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { ComposerPage } from '../support/composer-page.ts';
import { conversationId, conversationRow } from '../support/fake-world.ts';

let composer: ComposerPage;

beforeEach(() => {
  vi.useFakeTimers();
  composer = new ComposerPage();
});
afterEach(() => {
  composer.leave();
  vi.useRealTimers();
});

describe('drafts in the composer', () => {
  it('X7: keeps a draft that the disk has no room for, in the composer and for the disk', async () => {
    composer.bridge.handlers['draft.save'] = () => {
      throw new AppError('disk_full');
    };
    const row = conversationRow(1, { draft: 'so far' });
    await composer.open(row);
    await composer.type('so far so good');
    composer.leave();
    await flushPromises();
    useStorage().apply({ trouble: 'disk_full', recovery: null });
    await flushPromises();

    composer.mount(row);
    expect(composer.text).toBe('so far so good');
    composer.bridge.handlers['draft.save'] = () => ({});
    useStorage().apply({ trouble: null, recovery: null });
    await flushPromises();
    expect(composer.bridge.inputsOf('draft.save').at(-1)).toMatchObject({ text: 'so far so good' });
    const { length } = composer.bridge.inputsOf('draft.save');
    useStorage().apply({ trouble: 'disk_full', recovery: null });
    await flushPromises();
    useStorage().apply({ trouble: null, recovery: null });
    await flushPromises();
    expect(composer.bridge.inputsOf('draft.save')).toHaveLength(length);
  });

  it('X7: saves every two seconds what is written without a pause', async () => {
    composer.bridge.handlers['draft.save'] = () => ({});
    await composer.open(conversationRow(1));
    for (let key = 1; key <= 50; key++) {
      await composer.field.setValue('a'.repeat(key));
      await vi.advanceTimersByTimeAsync(100);
    }
    const after = [20, 40].map((keys) => ({ text: 'a'.repeat(keys) }));
    expect(composer.bridge.inputsOf('draft.save')).toMatchObject(after);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(composer.bridge.inputsOf('draft.save')).toMatchObject([...after, { text: 'a'.repeat(50) }]);
  });

  it('X7: hands the draft over when the program ends, and says so once it is on the disk', async () => {
    const stored = Promise.withResolvers<Record<string, never>>();
    composer.bridge.handlers['draft.save'] = () => stored.promise;
    composer.bridge.handlers['app.left'] = () => ({});
    const silent = answerLeaving();
    await composer.open(conversationRow(1));
    await composer.field.setValue('half a sent');
    composer.bridge.emit('app.leaving', {});
    await flushPromises();
    expect(composer.bridge.inputsOf('draft.save')).toMatchObject([{ text: 'half a sent' }]);
    expect(composer.bridge.inputsOf('app.left')).toEqual([]);
    stored.resolve({});
    await flushPromises();
    expect(composer.bridge.inputsOf('app.left')).toHaveLength(1);

    // Where no composer is, nothing is waited for.
    composer.leave();
    composer.bridge.emit('app.leaving', {});
    await flushPromises();
    expect(composer.bridge.inputsOf('app.left')).toHaveLength(2);
    silent();
  });

  it('X7: saves the draft after a pause, and at once when the conversation is left', async () => {
    await composer.open(conversationRow(1, { draft: 'so far' }));
    expect(composer.text).toBe('so far');
    await composer.field.setValue('so far so');
    expect(composer.bridge.inputsOf('draft.save')).toEqual([]);
    vi.advanceTimersByTime(400);
    await composer.field.setValue('so far so good');
    composer.leave();
    await flushPromises();
    expect(composer.bridge.inputsOf('draft.save')).toMatchObject([
      { text: 'so far so' },
      { text: 'so far so good' },
    ]);
  });

  it('X7: follows another device only where all that stands here is saved', async () => {
    const row = reactive(conversationRow(1, { draft: 'so far', draftVersion: 1 }));
    await composer.open(row);
    Object.assign(row, { draft: 'from the phone', draftVersion: 2 });
    await flushPromises();
    expect(composer.text).toBe('from the phone');
    await composer.field.setValue('from the phone, and here');
    Object.assign(row, { draft: 'from the phone, on', draftVersion: 3 });
    await flushPromises();
    expect(composer.text).toBe('from the phone, and here');
    vi.advanceTimersByTime(400);
    expect(composer.bridge.inputsOf('draft.save')).toEqual([
      { conversation: row.id, text: 'from the phone, and here', version: 2 },
    ]);
    // The row of an earlier moment that comes late.
    Object.assign(row, { draft: 'from the phone', draftVersion: 2 });
    await flushPromises();
    expect(composer.text).toBe('from the phone, and here');
  });

  it.each([
    ['draft-keep-mine', 'mine'],
    ['draft-take-other', 'theirs'],
    ['draft-keep-both', 'mine\ntheirs'],
  ])('C8: shows what two devices have written, and %s makes it one', async (choice, text) => {
    const row = reactive(conversationRow(1, { draft: 'mine', draftVersion: 4, draftConflict: 'theirs' }));
    await composer.open(row);
    expect(composer.page.get('[data-testid=draft-conflict-other]').text()).toBe('theirs');
    expect(composer.text).toBe('mine');
    await composer.page.get(`[data-testid=${choice}]`).trigger('click');
    await flushPromises();
    expect(composer.text).toBe(text);
    expect(composer.bridge.inputsOf('draft.save')).toEqual([
      { conversation: row.id, text, version: 4, settles: true },
    ]);
    row.draftConflict = null;
    await flushPromises();
    expect(composer.page.find('[data-testid=draft-conflict]').exists()).toBe(false);
  });

  it('X7: gives the text back when the message could not be stored', async () => {
    composer.bridge.handlers['message.send'] = () => {
      throw new AppError('disk_full');
    };
    await composer.open(conversationRow(1));
    await composer.field.setValue('precious');
    await composer.press('Enter');
    await composer.field.setValue('next');
    await flushPromises();
    expect(composer.text).toBe('precious\nnext');
  });

  it('X7: gives a refused text back to the conversation that it was written in, wherever the user is by then', async () => {
    const refuse = Promise.withResolvers<never>();
    composer.bridge.handlers['message.send'] = () => refuse.promise;
    await composer.open(conversationRow(1));
    await composer.type('precious');
    await composer.press('Enter');
    await flushPromises();
    composer.leave();
    await useTimeline().open(conversationRow(2));
    composer.mount(conversationRow(2));
    refuse.reject(new AppError('store_failed'));
    await flushPromises();
    expect(composer.text).toBe('');
    expect(composer.bridge.inputsOf('draft.save').at(-1)).toMatchObject({
      conversation: conversationId(1),
      text: 'precious',
    });
    expect(useToasts().toasts).toMatchObject([{ code: 'store_failed' }]);
  });

  it('X7: gives a refused text back in front of what was written since, after the conversation was opened again', async () => {
    const refuse = Promise.withResolvers<never>();
    composer.bridge.handlers['message.send'] = () => refuse.promise;
    await composer.open(conversationRow(1, { draft: 'precious' }));
    await composer.press('Enter');
    composer.leave();
    composer.mount(conversationRow(1));
    await composer.type('next');
    refuse.reject(new AppError('store_failed'));
    await flushPromises();
    expect(composer.text).toBe('precious\nnext');
  });
});
