// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useAttachments } from '../../../../src/renderer/src/stores/attachments.ts';
import { useComposition } from '../../../../src/renderer/src/stores/composition.ts';
import { usePeople } from '../../../../src/renderer/src/stores/people.ts';
import { useToasts } from '../../../../src/renderer/src/stores/toasts.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { ComposerPage, fileId } from '../support/composer-page.ts';
import { clientId, conversationId, conversationRow, message, userId } from '../support/fake-world.ts';

let composer: ComposerPage;

beforeEach(() => {
  vi.useFakeTimers();
  composer = new ComposerPage();
});
afterEach(() => {
  composer.leave();
  vi.useRealTimers();
});

const mine = message(conversationId(1), 3, { mine: true, text: 'first' });

describe('composer', () => {
  it('sends on Enter and empties itself and the draft', async () => {
    await composer.open(conversationRow(1));
    await composer.field.setValue('  hello ');
    await composer.press('Enter');
    await flushPromises();
    expect(composer.bridge.inputsOf('message.send')).toMatchObject([
      { content: { type: 'text', text: 'hello' } },
    ]);
    expect(composer.text).toBe('');
    vi.advanceTimersByTime(5_000);
    expect(
      composer.bridge.inputsOf('draft.save').filter((input) => JSON.stringify(input).includes('hello')),
    ).toEqual([]);
  });

  it('X6: Enter that ends a composition sends nothing', async () => {
    await composer.open(conversationRow(1));
    await composer.field.setValue('你好');
    await composer.press('Enter', { isComposing: true });
    await composer.press('Enter', { keyCode: 229 });
    await flushPromises();
    expect(composer.bridge.inputsOf('message.send')).toEqual([]);
    expect(composer.text).toBe('你好');
  });

  it('does not take back a caption that has gone with the first file when the second is refused', async () => {
    await composer.openWithFiles(2);
    composer.bridge.handlers['attachment.send'] = ({ file }) => {
      if (file === fileId(2)) throw new AppError('source_changed');
      return { clientId: clientId(1) };
    };
    useComposition().reply(message(conversationId(1), 7));
    await composer.type('look');
    await composer.press('Enter');
    await flushPromises();
    expect(composer.bridge.inputsOf('attachment.send')).toMatchObject([{ caption: 'look', quote: 7 }, {}]);
    expect(composer.text).toBe('');
    expect(composer.page.find('[data-testid=quote-bar]').exists()).toBe(false);
    expect(useAttachments().files.map(({ file }) => file)).toEqual([fileId(2)]);
    expect(useToasts().toasts).toMatchObject([{ code: 'source_changed' }]);
  });

  it('sends each file once however often Enter is pressed, and keeps what is typed meanwhile', async () => {
    await composer.openWithFiles(2);
    const slow = Promise.withResolvers<{ clientId: ReturnType<typeof clientId> }>();
    composer.bridge.handlers['attachment.send'] = () => slow.promise;
    await composer.press('Enter');
    await composer.type('what comes next');
    await composer.press('Enter');
    await flushPromises();
    slow.resolve({ clientId: clientId(1) });
    await flushPromises();
    expect(composer.bridge.inputsOf('attachment.send')).toEqual(
      [1, 2].map((n) => ({ conversation: conversationId(1), file: fileId(n), as: 'file' })),
    );
    expect(useToasts().toasts).toEqual([]);
    expect(composer.text).toBe('what comes next');
    await composer.press('Enter');
    await flushPromises();
    expect(composer.bridge.inputsOf('message.send')).toMatchObject([
      { content: { text: 'what comes next' } },
    ]);
  });

  it('sends neither blank nor too long texts', async () => {
    await composer.open(conversationRow(1));
    await composer.field.setValue(' \n ');
    await composer.press('Enter');
    await composer.field.setValue('x'.repeat(16_385));
    await composer.press('Enter');
    await flushPromises();
    expect(composer.bridge.inputsOf('message.send')).toEqual([]);
    expect(composer.page.get('[role=alert]').text()).toContain('1');
  });

  it('answers a message, once', async () => {
    await composer.open(conversationRow(1));
    useComposition().reply(message(conversationId(1), 7));
    await flushPromises();
    expect(composer.page.find('[data-testid=quote-bar]').exists()).toBe(true);
    await composer.field.setValue('yes');
    await composer.press('Enter');
    await flushPromises();
    expect(composer.page.find('[data-testid=quote-bar]').exists()).toBe(false);
    await composer.field.setValue('next');
    await composer.press('Enter');
    await flushPromises();
    const sent = composer.bridge.inputsOf('message.send');
    expect(sent[0]).toMatchObject({ quote: 7, content: { text: 'yes' } });
    expect(sent[1]).not.toHaveProperty('quote');
  });

  it('keeps quote and text when an answer could not be stored', async () => {
    composer.bridge.handlers['message.send'] = () => {
      throw new AppError('disk_full');
    };
    await composer.open(conversationRow(1));
    useComposition().reply(message(conversationId(1), 7));
    await composer.field.setValue('yes');
    await composer.press('Enter');
    await flushPromises();
    expect(composer.text).toBe('yes');
    expect(composer.page.find('[data-testid=quote-bar]').exists()).toBe(true);
  });

  it('X7: edits with Up, saves with Enter, and leaves the draft alone', async () => {
    composer.bridge.handlers['message.edit'] = () => ({});
    await composer.openWith([mine]);
    await composer.press('ArrowUp');
    expect(composer.text).toBe('first');
    await composer.field.setValue('second');
    await composer.press('Enter');
    await flushPromises();
    expect(composer.bridge.inputsOf('message.edit')).toEqual([
      { conversation: conversationId(1), seq: 3, content: { type: 'text', text: 'second' } },
    ]);
    expect(composer.page.find('[data-testid=edit-bar]').exists()).toBe(false);
    expect(composer.text).toBe('');
    vi.advanceTimersByTime(5_000);
    expect(composer.bridge.inputsOf('draft.save')).toEqual([]);
    expect(composer.bridge.inputsOf('message.send')).toEqual([]);
  });

  it('Esc ends an edit and brings the draft back; with text Up moves the caret', async () => {
    await composer.openWith([mine], { draft: 'so far' });
    await composer.press('ArrowUp');
    expect(composer.page.find('[data-testid=edit-bar]').exists()).toBe(false);
    useComposition().edit(mine);
    await flushPromises();
    await composer.field.setValue('changed');
    await composer.press('Escape');
    expect(composer.text).toBe('so far');
    expect(composer.bridge.inputsOf('message.edit')).toEqual([]);
  });

  it('keeps a refused edit in the composer', async () => {
    composer.bridge.handlers['message.edit'] = () => {
      throw new AppError('offline');
    };
    await composer.openWith([mine]);
    useComposition().edit(mine);
    await flushPromises();
    await composer.field.setValue('second');
    await composer.press('Enter');
    await flushPromises();
    expect(composer.text).toBe('second');
    expect(composer.page.find('[data-testid=edit-bar]').exists()).toBe(true);
  });

  it('[PRF-7] says that the other person of a direct chat is gone, as soon as that is known', async () => {
    const peer = userId(2);
    await composer.open(conversationRow(1, { kind: 'direct', peer, memberCount: 2, title: 'Bo' }));
    expect(composer.page.find('[data-testid=composer-peer-gone]').exists()).toBe(false);
    usePeople().apply([{ id: peer, name: 'bobo', displayName: 'Bo', deactivated: true }]);
    await flushPromises();
    expect(composer.page.get('[data-testid=composer-peer-gone]').text()).toContain('Bo gave up the account');
  });

  it('gives way to an explanation when I am no longer a member', async () => {
    await composer.open(conversationRow(1, { role: null }));
    expect(composer.page.find('[data-testid=composer]').exists()).toBe(false);
    expect(composer.page.get('[data-testid=composer-gone]').text()).not.toBe('');
  });
});
