// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, type Pinia, setActivePinia } from 'pinia';
import { TooltipProvider } from 'reka-ui';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { h, reactive } from 'vue';
import MessageComposer from '../../../../src/renderer/src/features/chat/MessageComposer.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { useAttachments } from '../../../../src/renderer/src/stores/attachments.ts';
import { useComposition } from '../../../../src/renderer/src/stores/composition.ts';
import { useMentionCandidates } from '../../../../src/renderer/src/stores/mention-candidates.ts';
import { usePeople } from '../../../../src/renderer/src/stores/people.ts';
import { useStorage } from '../../../../src/renderer/src/stores/storage.ts';
import { useTimeline } from '../../../../src/renderer/src/stores/timeline.ts';
import { useToasts } from '../../../../src/renderer/src/stores/toasts.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { ConversationRow, TimelineItem } from '../../../../src/shared/ipc/views.ts';
import { FileId } from '../../../../src/shared/model/ids.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { clientId, conversationId, conversationRow, message, person, userId } from '../support/fake-world.ts';

const fileId = (n: number): FileId => FileId.parse(`01890000-0004-7000-8000-${String(n).padStart(12, '0')}`);

let bridge: FakeBridge;
let pinia: Pinia;
let page: VueWrapper;

async function open(row: ConversationRow): Promise<void> {
  pinia = createPinia();
  setActivePinia(pinia);
  await useTimeline().open(row);
  mountComposer(row);
}

function mountComposer(row: ConversationRow): void {
  page = mount(() => h(TooltipProvider, () => h(MessageComposer, { row })), {
    global: { plugins: [pinia, createTexts('en')] },
    attachTo: document.body,
  });
}
const mine = message(conversationId(1), 3, { mine: true, text: 'first' });

async function openWith(items: TimelineItem[], patch: Partial<ConversationRow> = {}): Promise<void> {
  bridge.handlers['timeline.page'] = () => ({ items, atStart: true, atEnd: true, incomplete: false });
  await open(conversationRow(1, patch));
}

async function openGroup(): Promise<void> {
  bridge.handlers['conversation.members'] = () => ({
    members: [{ user: userId(2), role: 'member' }],
    total: 1,
    more: false,
  });
  bridge.handlers['people.get'] = () => ({
    people: [{ id: userId(2), name: 'bobo', displayName: 'Bo' }],
  });
  await open(conversationRow(1));
}

/** With so many files chosen that are no pictures. */
async function openWithFiles(count: number): Promise<void> {
  await open(conversationRow(1));
  const staged = Array.from({ length: count }, (_, at) => ({
    file: fileId(at + 1),
    name: `${at + 1}.txt`,
    size: 1,
    mime: 'text/plain',
    picture: null,
  }));
  bridge.handlers['attachment.pick'] = () => ({ files: staged, refused: [] });
  await useAttachments().pick();
  await flushPromises();
}

async function type(text: string): Promise<void> {
  await field().setValue(text);
  field().element.setSelectionRange(text.length, text.length);
  await field().trigger('input');
  await flushPromises();
}
const field = () => page.get<HTMLTextAreaElement>('[data-testid=composer]');

beforeEach(() => {
  vi.useFakeTimers();
  bridge = new FakeBridge();
  installBridge(bridge);
  bridge.handlers['timeline.page'] = () => ({ items: [], atStart: true, atEnd: true, incomplete: false });
  bridge.handlers['message.send'] = () => ({ clientId: clientId(1) });
  bridge.handlers['draft.save'] = () => ({});
});
afterEach(() => {
  page.unmount();
  vi.useRealTimers();
});

describe('composer', () => {
  it('sends on Enter and empties itself and the draft', async () => {
    await open(conversationRow(1));
    await field().setValue('  hello ');
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(bridge.inputsOf('message.send')).toMatchObject([{ content: { type: 'text', text: 'hello' } }]);
    expect(field().element.value).toBe('');
    vi.advanceTimersByTime(5_000);
    expect(bridge.inputsOf('draft.save').filter((input) => JSON.stringify(input).includes('hello'))).toEqual(
      [],
    );
  });

  it('X6: Enter that ends a composition sends nothing', async () => {
    await open(conversationRow(1));
    await field().setValue('你好');
    await field().trigger('keydown', { key: 'Enter', isComposing: true });
    await field().trigger('keydown', { key: 'Enter', keyCode: 229 });
    await flushPromises();
    expect(bridge.inputsOf('message.send')).toEqual([]);
    expect(field().element.value).toBe('你好');
  });

  it('X7: keeps a draft that the disk has no room for, in the composer and for the disk', async () => {
    bridge.handlers['draft.save'] = () => {
      throw new AppError('disk_full');
    };
    const row = conversationRow(1, { draft: 'so far' });
    await open(row);
    await type('so far so good');
    page.unmount();
    await flushPromises();
    useStorage().apply({ trouble: 'disk_full', recovery: null });
    await flushPromises();

    mountComposer(row);
    expect(field().element.value).toBe('so far so good');
    bridge.handlers['draft.save'] = () => ({});
    useStorage().apply({ trouble: null, recovery: null });
    await flushPromises();
    expect(bridge.inputsOf('draft.save').at(-1)).toMatchObject({ text: 'so far so good' });
    const { length } = bridge.inputsOf('draft.save');
    useStorage().apply({ trouble: 'disk_full', recovery: null });
    await flushPromises();
    useStorage().apply({ trouble: null, recovery: null });
    await flushPromises();
    expect(bridge.inputsOf('draft.save')).toHaveLength(length);
  });

  it('X7: saves the draft after a pause, and at once when the conversation is left', async () => {
    await open(conversationRow(1, { draft: 'so far' }));
    expect(field().element.value).toBe('so far');
    await field().setValue('so far so');
    expect(bridge.inputsOf('draft.save')).toEqual([]);
    vi.advanceTimersByTime(400);
    await field().setValue('so far so good');
    page.unmount();
    await flushPromises();
    expect(bridge.inputsOf('draft.save')).toMatchObject([{ text: 'so far so' }, { text: 'so far so good' }]);
  });

  it('X7: follows another device only where all that stands here is saved', async () => {
    const row = reactive(conversationRow(1, { draft: 'so far', draftVersion: 1 }));
    await open(row);
    Object.assign(row, { draft: 'from the phone', draftVersion: 2 });
    await flushPromises();
    expect(field().element.value).toBe('from the phone');
    await field().setValue('from the phone, and here');
    Object.assign(row, { draft: 'from the phone, on', draftVersion: 3 });
    await flushPromises();
    expect(field().element.value).toBe('from the phone, and here');
    vi.advanceTimersByTime(400);
    expect(bridge.inputsOf('draft.save')).toEqual([
      { conversation: row.id, text: 'from the phone, and here', version: 2 },
    ]);
    // The row of an earlier moment that comes late.
    Object.assign(row, { draft: 'from the phone', draftVersion: 2 });
    await flushPromises();
    expect(field().element.value).toBe('from the phone, and here');
  });

  it.each([
    ['draft-keep-mine', 'mine'],
    ['draft-take-other', 'theirs'],
    ['draft-keep-both', 'mine\ntheirs'],
  ])('C8: shows what two devices have written, and %s makes it one', async (choice, text) => {
    const row = reactive(conversationRow(1, { draft: 'mine', draftVersion: 4, draftConflict: 'theirs' }));
    await open(row);
    expect(page.get('[data-testid=draft-conflict-other]').text()).toBe('theirs');
    expect(field().element.value).toBe('mine');
    await page.get(`[data-testid=${choice}]`).trigger('click');
    await flushPromises();
    expect(field().element.value).toBe(text);
    expect(bridge.inputsOf('draft.save')).toEqual([
      { conversation: row.id, text, version: 4, settles: true },
    ]);
    row.draftConflict = null;
    await flushPromises();
    expect(page.find('[data-testid=draft-conflict]').exists()).toBe(false);
  });

  it('X7: gives the text back when the message could not be stored', async () => {
    bridge.handlers['message.send'] = () => {
      throw new AppError('disk_full');
    };
    await open(conversationRow(1));
    await field().setValue('precious');
    await field().trigger('keydown', { key: 'Enter' });
    await field().setValue('next');
    await flushPromises();
    expect(field().element.value).toBe('precious\nnext');
  });

  it('X7: gives a refused text back to the conversation that it was written in, wherever the user is by then', async () => {
    const refuse = Promise.withResolvers<never>();
    bridge.handlers['message.send'] = () => refuse.promise;
    await open(conversationRow(1));
    await type('precious');
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    page.unmount();
    await useTimeline().open(conversationRow(2));
    mountComposer(conversationRow(2));
    refuse.reject(new AppError('store_failed'));
    await flushPromises();
    expect(field().element.value).toBe('');
    expect(bridge.inputsOf('draft.save').at(-1)).toMatchObject({
      conversation: conversationId(1),
      text: 'precious',
    });
    expect(useToasts().toasts).toMatchObject([{ code: 'store_failed' }]);
  });

  it('X7: gives a refused text back in front of what was written since, after the conversation was opened again', async () => {
    const refuse = Promise.withResolvers<never>();
    bridge.handlers['message.send'] = () => refuse.promise;
    await open(conversationRow(1, { draft: 'precious' }));
    await field().trigger('keydown', { key: 'Enter' });
    page.unmount();
    mountComposer(conversationRow(1));
    await type('next');
    refuse.reject(new AppError('store_failed'));
    await flushPromises();
    expect(field().element.value).toBe('precious\nnext');
  });

  it('does not take back a caption that has gone with the first file when the second is refused', async () => {
    await openWithFiles(2);
    bridge.handlers['attachment.send'] = ({ file }) => {
      if (file === fileId(2)) throw new AppError('source_changed');
      return { clientId: clientId(1) };
    };
    useComposition().reply(message(conversationId(1), 7));
    await type('look');
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(bridge.inputsOf('attachment.send')).toMatchObject([{ caption: 'look', quote: 7 }, {}]);
    expect(field().element.value).toBe('');
    expect(page.find('[data-testid=quote-bar]').exists()).toBe(false);
    expect(useAttachments().files.map(({ file }) => file)).toEqual([fileId(2)]);
    expect(useToasts().toasts).toMatchObject([{ code: 'source_changed' }]);
  });

  it('sends each file once however often Enter is pressed, and keeps what is typed meanwhile', async () => {
    await openWithFiles(2);
    const slow = Promise.withResolvers<{ clientId: ReturnType<typeof clientId> }>();
    bridge.handlers['attachment.send'] = () => slow.promise;
    await field().trigger('keydown', { key: 'Enter' });
    await type('what comes next');
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    slow.resolve({ clientId: clientId(1) });
    await flushPromises();
    expect(bridge.inputsOf('attachment.send')).toEqual(
      [1, 2].map((n) => ({ conversation: conversationId(1), file: fileId(n), as: 'file' })),
    );
    expect(useToasts().toasts).toEqual([]);
    expect(field().element.value).toBe('what comes next');
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(bridge.inputsOf('message.send')).toMatchObject([{ content: { text: 'what comes next' } }]);
  });

  it('sends neither blank nor too long texts', async () => {
    await open(conversationRow(1));
    await field().setValue(' \n ');
    await field().trigger('keydown', { key: 'Enter' });
    await field().setValue('x'.repeat(16_385));
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(bridge.inputsOf('message.send')).toEqual([]);
    expect(page.get('[role=alert]').text()).toContain('1');
  });

  it('answers a message, once', async () => {
    await open(conversationRow(1));
    useComposition().reply(message(conversationId(1), 7));
    await flushPromises();
    expect(page.find('[data-testid=quote-bar]').exists()).toBe(true);
    await field().setValue('yes');
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(page.find('[data-testid=quote-bar]').exists()).toBe(false);
    await field().setValue('next');
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    const sent = bridge.inputsOf('message.send');
    expect(sent[0]).toMatchObject({ quote: 7, content: { text: 'yes' } });
    expect(sent[1]).not.toHaveProperty('quote');
  });

  it('keeps quote and text when an answer could not be stored', async () => {
    bridge.handlers['message.send'] = () => {
      throw new AppError('disk_full');
    };
    await open(conversationRow(1));
    useComposition().reply(message(conversationId(1), 7));
    await field().setValue('yes');
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(field().element.value).toBe('yes');
    expect(page.find('[data-testid=quote-bar]').exists()).toBe(true);
  });

  it('X7: edits with Up, saves with Enter, and leaves the draft alone', async () => {
    bridge.handlers['message.edit'] = () => ({});
    await openWith([mine]);
    await field().trigger('keydown', { key: 'ArrowUp' });
    expect(field().element.value).toBe('first');
    await field().setValue('second');
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(bridge.inputsOf('message.edit')).toEqual([
      { conversation: conversationId(1), seq: 3, content: { type: 'text', text: 'second' } },
    ]);
    expect(page.find('[data-testid=edit-bar]').exists()).toBe(false);
    expect(field().element.value).toBe('');
    vi.advanceTimersByTime(5_000);
    expect(bridge.inputsOf('draft.save')).toEqual([]);
    expect(bridge.inputsOf('message.send')).toEqual([]);
  });

  it('Esc ends an edit and brings the draft back; with text Up moves the caret', async () => {
    await openWith([mine], { draft: 'so far' });
    await field().trigger('keydown', { key: 'ArrowUp' });
    expect(page.find('[data-testid=edit-bar]').exists()).toBe(false);
    useComposition().edit(mine);
    await flushPromises();
    await field().setValue('changed');
    await field().trigger('keydown', { key: 'Escape' });
    expect(field().element.value).toBe('so far');
    expect(bridge.inputsOf('message.edit')).toEqual([]);
  });

  it('keeps a refused edit in the composer', async () => {
    bridge.handlers['message.edit'] = () => {
      throw new AppError('offline');
    };
    await openWith([mine]);
    useComposition().edit(mine);
    await flushPromises();
    await field().setValue('second');
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(field().element.value).toBe('second');
    expect(page.find('[data-testid=edit-bar]').exists()).toBe(true);
  });

  it('X6: while a name is composed, Enter neither chooses nor sends', async () => {
    await openGroup();
    await type('@');
    await field().trigger('keydown', { key: 'Enter', isComposing: true });
    expect(field().element.value).toBe('@');
    expect(bridge.inputsOf('message.send')).toEqual([]);
  });

  it('offers members after an @ and sends whom the text calls', async () => {
    await openGroup();
    await type('hi @bo');
    expect(page.findAll('[data-testid=mention-option]').map((one) => one.text())).toEqual(['Bobobo']);
    await field().trigger('keydown', { key: 'Enter' });
    expect(field().element.value).toBe('hi @Bo ');
    expect(bridge.inputsOf('message.send')).toEqual([]);
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(bridge.inputsOf('message.send')).toMatchObject([
      { content: { type: 'text', text: 'hi @Bo', mentions: [userId(2)] } },
    ]);
  });

  it('X8: offline offers whom the disk knows, and mentions them also when the text was left and sent later', async () => {
    bridge.handlers['people.search'] = () => ({
      people: [{ id: userId(2), name: 'bobo', displayName: 'Bo' }],
      more: false,
    });
    bridge.handlers['conversation.members'] = () => {
      throw new AppError('offline');
    };
    await open(conversationRow(1));
    await type('hi @bo');
    expect(useToasts().toasts).toEqual([]);
    await field().trigger('keydown', { key: 'Enter' });
    expect(field().element.value).toBe('hi @Bo ');
    page.unmount();
    await useTimeline().open(conversationRow(2));
    await useMentionCandidates().prepare(conversationId(2), 2);
    await useTimeline().open(conversationRow(1));
    mountComposer(conversationRow(1, { draft: 'hi @Bo ' }));
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(bridge.inputsOf('message.send')).toMatchObject([
      { content: { type: 'text', text: 'hi @Bo', mentions: [userId(2)] } },
    ]);
  });

  it('offers who has written here until the members are known, and asks for them again once it can', async () => {
    let reachable = false;
    bridge.handlers['conversation.members'] = () => {
      if (!reachable) throw new AppError('offline');
      return { members: [{ user: userId(3), role: 'member' }], total: 1, more: false };
    };
    bridge.handlers['people.get'] = ({ users }) => ({ people: users.map((id) => ({ ...person(3), id })) });
    await openWith([message(conversationId(1), 3, { sender: userId(2) })]);
    usePeople().apply([{ id: userId(2), name: 'bobo', displayName: 'Bo' }]);
    await type('hi @');
    expect(page.get('[data-testid=mention-popup]').text()).toContain('Bo');
    reachable = true;
    await type('hi @P');
    await flushPromises();
    expect(useMentionCandidates().people.map(({ id }) => id)).toEqual([userId(3)]);
  });

  it('offers nobody in a direct chat', async () => {
    await open(conversationRow(1, { kind: 'direct', memberCount: 2 }));
    await type('@');
    expect(page.find('[data-testid=mention-popup]').exists()).toBe(false);
    expect(bridge.inputsOf('conversation.members')).toEqual([]);
  });

  it('[PRF-7] says that the other person of a direct chat is gone, as soon as that is known', async () => {
    const peer = userId(2);
    await open(conversationRow(1, { kind: 'direct', peer, memberCount: 2, title: 'Bo' }));
    expect(page.find('[data-testid=composer-peer-gone]').exists()).toBe(false);
    usePeople().apply([{ id: peer, name: 'bobo', displayName: 'Bo', deactivated: true }]);
    await flushPromises();
    expect(page.get('[data-testid=composer-peer-gone]').text()).toContain('Bo gave up the account');
  });

  it('gives way to an explanation when I am no longer a member', async () => {
    await open(conversationRow(1, { role: null }));
    expect(page.find('[data-testid=composer]').exists()).toBe(false);
    expect(page.get('[data-testid=composer-gone]').text()).not.toBe('');
  });
});
