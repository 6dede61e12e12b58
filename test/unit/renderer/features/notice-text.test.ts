// @vitest-environment happy-dom
import { createPinia } from 'pinia';
import { describe, expect, it } from 'vitest';
import { noticeText } from '../../../../src/renderer/src/features/chat/notice-text.ts';
import { useNames } from '../../../../src/renderer/src/features/chat/use-names.ts';
import type { Locale } from '../../../../src/renderer/src/i18n/locale.ts';
import { useAccount } from '../../../../src/renderer/src/stores/account.ts';
import { usePeople } from '../../../../src/renderer/src/stores/people.ts';
import type { NoticeItem } from '../../../../src/shared/ipc/views.ts';
import { AccountId } from '../../../../src/shared/model/ids.ts';
import { conversationId, person, userId } from '../support/fake-world.ts';
import { inComponent, textsIn } from '../support/in-component.ts';

const [ME, ANNA, BO, NOBODY] = [userId(1), userId(2), userId(3), userId(4)];

function inWords(locale: Locale): (sender: typeof ME, notice: NoticeItem['notice']) => string {
  const pinia = createPinia();
  const names = inComponent(locale, useNames, pinia);
  const id = AccountId.parse('a'.repeat(32));
  const account = {
    kind: 'ready',
    id,
    me: person(1),
    relayName: 'R',
    relayUrl: 'ws://x',
    hosting: null,
  } as const;
  useAccount(pinia).apply(account);
  usePeople(pinia).apply([
    { ...person(2), displayName: 'Anna' },
    { ...person(3), displayName: 'Bo' },
  ]);
  const texts = textsIn(locale);
  return (sender, notice) => {
    const item = {
      kind: 'notice',
      key: '#1',
      conversation: conversationId(1),
      seq: 1,
      sender,
      at: 1,
      notice,
    } as const;
    return noticeText(item, names, texts);
  };
}

describe('a notice', () => {
  it('calls me “You” where it begins and “you” after that', () => {
    const said = inWords('en');
    expect(said(ME, { type: 'removed', users: [BO] })).toBe('You removed Bo');
    expect(said(ANNA, { type: 'removed', users: [ME] })).toBe('Anna removed you');
    expect(said(ANNA, { type: 'added', users: [BO, ME] })).toBe('Anna added Bo and you');
    expect(said(ANNA, { type: 'role', user: ME, role: 'admin' })).toBe('Anna made you an admin');
    expect(said(ANNA, { type: 'muted', user: ME, until: 1 })).toBe('Anna muted you');
    expect(said(NOBODY, { type: 'removed', users: [NOBODY] })).toBe('Someone removed someone');
  });

  it('needs no capital letters in Chinese', () => {
    const said = inWords('zh-CN');
    expect(said(ANNA, { type: 'removed', users: [ME] })).toBe('Anna将你移出了群');
    expect(said(ME, { type: 'removed', users: [BO] })).toBe('你将Bo移出了群');
  });
});
