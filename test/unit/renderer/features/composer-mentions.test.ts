// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useMentionCandidates } from '../../../../src/renderer/src/stores/mention-candidates.ts';
import { usePeople } from '../../../../src/renderer/src/stores/people.ts';
import { useTimeline } from '../../../../src/renderer/src/stores/timeline.ts';
import { useToasts } from '../../../../src/renderer/src/stores/toasts.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { ComposerPage } from '../support/composer-page.ts';
import { conversationId, conversationRow, message, person, userId } from '../support/fake-world.ts';

let composer: ComposerPage;

beforeEach(() => {
  vi.useFakeTimers();
  composer = new ComposerPage();
});
afterEach(() => {
  composer.leave();
  vi.useRealTimers();
});

describe('mentions in the composer', () => {
  it('X6: while a name is composed, Enter neither chooses nor sends', async () => {
    await composer.openGroup();
    await composer.type('@');
    await composer.press('Enter', { isComposing: true });
    expect(composer.text).toBe('@');
    expect(composer.bridge.inputsOf('message.send')).toEqual([]);
  });

  it('offers members after an @ and sends whom the text calls', async () => {
    await composer.openGroup();
    await composer.type('hi @bo');
    expect(composer.page.findAll('[data-testid=mention-option]').map((one) => one.text())).toEqual([
      'Bobobo',
    ]);
    await composer.press('Enter');
    expect(composer.text).toBe('hi @Bo ');
    expect(composer.bridge.inputsOf('message.send')).toEqual([]);
    await composer.press('Enter');
    await flushPromises();
    expect(composer.bridge.inputsOf('message.send')).toMatchObject([
      { content: { type: 'text', text: 'hi @Bo', mentions: [userId(2)] } },
    ]);
  });

  it('X8: offline offers whom the disk knows, and mentions them also when the text was left and sent later', async () => {
    composer.bridge.handlers['people.search'] = () => ({
      people: [{ id: userId(2), name: 'bobo', displayName: 'Bo' }],
      more: false,
    });
    composer.bridge.handlers['conversation.members'] = () => {
      throw new AppError('offline');
    };
    await composer.open(conversationRow(1));
    await composer.type('hi @bo');
    expect(useToasts().toasts).toEqual([]);
    await composer.press('Enter');
    expect(composer.text).toBe('hi @Bo ');
    composer.leave();
    await useTimeline().open(conversationRow(2));
    await useMentionCandidates().prepare(conversationId(2), 2);
    await useTimeline().open(conversationRow(1));
    composer.mount(conversationRow(1, { draft: 'hi @Bo ' }));
    await composer.press('Enter');
    await flushPromises();
    expect(composer.bridge.inputsOf('message.send')).toMatchObject([
      { content: { type: 'text', text: 'hi @Bo', mentions: [userId(2)] } },
    ]);
  });

  it('offers who has written here until the members are known, and asks for them again once it can', async () => {
    let reachable = false;
    composer.bridge.handlers['conversation.members'] = () => {
      if (!reachable) throw new AppError('offline');
      return { members: [{ user: userId(3), role: 'member' }], total: 1, more: false };
    };
    composer.bridge.handlers['people.get'] = ({ users }) => ({
      people: users.map((id) => ({ ...person(3), id })),
    });
    await composer.openWith([message(conversationId(1), 3, { sender: userId(2) })]);
    usePeople().apply([{ id: userId(2), name: 'bobo', displayName: 'Bo' }]);
    await composer.type('hi @');
    expect(composer.page.get('[data-testid=mention-popup]').text()).toContain('Bo');
    reachable = true;
    await composer.type('hi @P');
    await flushPromises();
    expect(useMentionCandidates().people.map(({ id }) => id)).toEqual([userId(3)]);
  });

  it('offers nobody in a direct chat', async () => {
    await composer.open(conversationRow(1, { kind: 'direct', memberCount: 2 }));
    await composer.type('@');
    expect(composer.page.find('[data-testid=mention-popup]').exists()).toBe(false);
    expect(composer.bridge.inputsOf('conversation.members')).toEqual([]);
  });
});
