import { expect, it, vi } from 'vitest';
import { perWindow } from '../../../../src/main/ipc/per-window.ts';
import { ConversationId, UserId } from '../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../support/seeded-random.ts';

const makeId = seededIds(5);
const [a, b] = [UserId.parse(makeId()), UserId.parse(makeId())];
const [team, office] = [ConversationId.parse(makeId()), ConversationId.parse(makeId())];

function windows() {
  const watch = vi.fn(() => Promise.resolve({}));
  const look = vi.fn(() => Promise.resolve({}));
  const shared = perWindow({ 'presence.watch': watch, 'conversation.look': look });
  return { ...shared, watch, look };
}

it('asks for the presence of whom any window shows', async () => {
  const { handlers, closed, watch } = windows();
  await handlers['presence.watch']({ users: [a] }, 1);
  await handlers['presence.watch']({ users: [a, b] }, 2);
  expect(watch).toHaveBeenLastCalledWith({ users: [a, b] }, 2);
  closed(2);
  await vi.waitFor(() => expect(watch).toHaveBeenLastCalledWith({ users: [a] }, 2));
});

it('looks where the window with the focus looks, in whatever order the two tell', async () => {
  const { handlers, closed, look } = windows();
  await handlers['conversation.look']({ conversation: team }, 1);
  await handlers['conversation.look']({ conversation: office }, 2);
  await handlers['conversation.look']({ conversation: null }, 1);
  expect(look).toHaveBeenLastCalledWith({ conversation: office }, 1);
  closed(2);
  await vi.waitFor(() => expect(look).toHaveBeenLastCalledWith({ conversation: null }, 2));
});
