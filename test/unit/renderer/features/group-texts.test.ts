import { describe, expect, it } from 'vitest';
import { goneText, partingOf } from '../../../../src/renderer/src/features/chat/gone-text.ts';
import { typingText } from '../../../../src/renderer/src/features/chat/presence-text.ts';
import { recalledText } from '../../../../src/renderer/src/features/chat/recalled-text.ts';
import type { NoticeItem } from '../../../../src/shared/ipc/views.ts';
import { conversationId, userId } from '../support/fake-world.ts';

const [ME, ANNA, BO, CHEN] = [userId(1), userId(2), userId(3), userId(4)];
const NAMES = new Map([
  [ANNA, 'Anna'],
  [BO, 'Bo'],
  [CHEN, 'Chen'],
]);
const nameOf = (id: typeof ME): string => NAMES.get(id) ?? '?';
/** Words are keys with their values: which text is chosen is what matters here. */
const texts = {
  t: (key: string, values: Readonly<Record<string, string | number>> = {}) =>
    [key, ...Object.values(values)].join(' '),
  tn: (key: string, n: number) => `${key} ${n}`,
};

function notice(seq: number, sender: typeof ME, said: NoticeItem['notice']): NoticeItem {
  const common = { key: `#${seq}`, conversation: conversationId(1), seq, sender, at: seq };
  return { kind: 'notice', ...common, notice: said };
}

describe('why one can no longer write', () => {
  it('is the last event that concerned me', () => {
    const items = [
      notice(1, ANNA, { type: 'removed', users: [ME] }),
      notice(2, ANNA, { type: 'added', users: [ME] }),
      notice(3, BO, { type: 'removed', users: [CHEN, ME] }),
      notice(4, ANNA, { type: 'removed', users: [CHEN] }),
      notice(5, CHEN, { type: 'left' }),
    ];
    expect(goneText(partingOf(items, ME), nameOf, texts)).toBe('composer.gone.removed Bo');
  });

  it('tells leaving and dissolving apart', () => {
    expect(goneText(partingOf([notice(1, ME, { type: 'left' })], ME), nameOf, texts)).toBe(
      'composer.gone.left',
    );
    const dissolved = [notice(1, ANNA, { type: 'dissolved' })];
    expect(goneText(partingOf(dissolved, ME), nameOf, texts)).toBe('composer.gone.dissolved Anna');
    const byRelay = [notice(1, ANNA, { type: 'dissolved', administrator: true })];
    expect(goneText(partingOf(byRelay, ME), nameOf, texts)).toContain(
      'composer.gone.dissolved.administrator',
    );
  });

  it('is said without reasons where the event is not on this page', () => {
    expect(goneText(partingOf([], ME), nameOf, texts)).toBe('composer.gone');
  });
});

describe('[MSG-3] a recalled message', () => {
  const said = (sender: typeof ME, by?: typeof ME) =>
    recalledText(
      {
        mine: sender === ME,
        sender,
        content: { type: 'recalled', ...(by === undefined ? {} : { by }) },
      },
      ME,
      nameOf,
      texts,
    );

  it('reads as its sender’s doing, or as an admin’s', () => {
    expect(said(ME)).toBe('recalled.mine');
    expect(said(BO)).toBe('recalled.theirs Bo');
    expect(said(BO, ANNA)).toBe('recalled.byOther Anna Bo');
    expect(said(BO, ME)).toBe('recalled.byMe Bo');
    expect(said(ME, ANNA)).toBe('recalled.mineByOther Anna');
  });
});

describe('[PRS-3] who is writing', () => {
  it('is named up to two, then counted; in a direct conversation it can be only one', () => {
    expect(typingText([], nameOf, 'group', texts)).toBe('');
    expect(typingText([ANNA], nameOf, 'direct', texts)).toBe('typing.direct');
    expect(typingText([ANNA], nameOf, 'group', texts)).toBe('typing.one Anna');
    expect(typingText([ANNA, BO], nameOf, 'group', texts)).toBe('typing.two Anna Bo');
    expect(typingText([ANNA, BO, CHEN], nameOf, 'group', texts)).toBe('typing.many 3');
  });
});
