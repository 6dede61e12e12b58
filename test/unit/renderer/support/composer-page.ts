import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { TooltipProvider } from 'reka-ui';
import { h } from 'vue';
import MessageComposer from '../../../../src/renderer/src/features/chat/MessageComposer.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { useAttachments } from '../../../../src/renderer/src/stores/attachments.ts';
import { useTimeline } from '../../../../src/renderer/src/stores/timeline.ts';
import type { ConversationRow, TimelineItem } from '../../../../src/shared/ipc/views.ts';
import { FileId } from '../../../../src/shared/model/ids.ts';
import { FakeBridge, installBridge } from './fake-bridge.ts';
import { clientId, conversationRow, userId } from './fake-world.ts';

export const fileId = (n: number): FileId =>
  FileId.parse(`01890000-0004-7000-8000-${String(n).padStart(12, '0')}`);

/** A composer in a page of its own, before a bridge that stores all it is told; a test says what else it answers. */
export class ComposerPage {
  readonly bridge = new FakeBridge();
  readonly #pinia = createPinia();
  #page: VueWrapper | undefined;

  constructor() {
    setActivePinia(this.#pinia);
    installBridge(this.bridge);
    this.bridge.handlers['timeline.page'] = () => ({
      items: [],
      atStart: true,
      atEnd: true,
      incomplete: false,
    });
    this.bridge.handlers['message.send'] = () => ({ clientId: clientId(1) });
    this.bridge.handlers['draft.save'] = () => ({});
  }

  async open(row: ConversationRow): Promise<void> {
    await useTimeline().open(row);
    this.mount(row);
  }

  /** As the page does when the conversation is open already. */
  mount(row: ConversationRow): void {
    this.#page = mount(() => h(TooltipProvider, () => h(MessageComposer, { row })), {
      global: { plugins: [this.#pinia, createTexts('en')] },
      attachTo: document.body,
    });
  }

  async openWith(items: TimelineItem[], patch: Partial<ConversationRow> = {}): Promise<void> {
    this.bridge.handlers['timeline.page'] = () => ({ items, atStart: true, atEnd: true, incomplete: false });
    await this.open(conversationRow(1, patch));
  }

  async openGroup(): Promise<void> {
    this.bridge.handlers['conversation.members'] = () => ({
      members: [{ user: userId(2), role: 'member' }],
      total: 1,
      more: false,
    });
    this.bridge.handlers['people.get'] = () => ({
      people: [{ id: userId(2), name: 'bobo', displayName: 'Bo' }],
    });
    await this.open(conversationRow(1));
  }

  /** With so many files chosen that are no pictures. */
  async openWithFiles(count: number): Promise<void> {
    await this.open(conversationRow(1));
    const files = Array.from({ length: count }, (_, at) => ({
      file: fileId(at + 1),
      name: `${at + 1}.txt`,
      size: 1,
      mime: 'text/plain',
      picture: null,
    }));
    this.bridge.handlers['attachment.pick'] = () => ({ files, refused: [] });
    await useAttachments().pick();
    await flushPromises();
  }

  /** The conversation is left. */
  leave(): void {
    this.#page?.unmount();
    this.#page = undefined;
  }

  get page(): VueWrapper {
    if (!this.#page) throw new Error('No composer is open');
    return this.#page;
  }

  get field() {
    return this.page.get<HTMLTextAreaElement>('[data-testid=composer]');
  }

  get text(): string {
    return this.field.element.value;
  }

  /** As a person does: the caret stands behind it. */
  async type(text: string): Promise<void> {
    const { field } = this;
    await field.setValue(text);
    field.element.setSelectionRange(text.length, text.length);
    await field.trigger('input');
    await flushPromises();
  }

  async press(key: string, patch: Partial<KeyboardEventInit & { keyCode: number }> = {}): Promise<void> {
    await this.field.trigger('keydown', { key, ...patch });
  }
}
