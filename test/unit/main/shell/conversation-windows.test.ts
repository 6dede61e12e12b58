import { beforeEach, expect, it } from 'vitest';
import {
  type ConversationWindows,
  createConversationWindows,
  MAX_CONVERSATION_WINDOWS,
  type RememberedWindows,
} from '../../../../src/main/shell/conversation-windows.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { ConversationId, UserId } from '../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../support/seeded-random.ts';

const makeId = seededIds(3);
const conversation = () => ConversationId.parse(makeId());
const ME = UserId.parse(makeId());
const OTHER = UserId.parse(makeId());

let remembered: RememberedWindows;
let opened: { id: ConversationId; x: number | undefined; shown: number; close: () => void }[];

function start(): ConversationWindows {
  opened = [];
  return createConversationWindows({
    remembered,
    remember: (windows) => (remembered = windows),
    openWindow(id, saved, closed) {
      const window = { id, x: saved?.x, shown: 0, close: closed };
      opened.push(window);
      const place = { x: opened.length * 10, y: 0, width: 500, height: 500, maximized: false };
      return { show: () => void window.shown++, close: closed, place: () => place };
    },
  });
}

beforeEach(() => {
  remembered = { account: null, windows: [] };
});

it('opens one for each conversation, and brings it to the front when it is there', () => {
  const windows = start();
  windows.signedIn(ME);
  const [a, b] = [conversation(), conversation()];
  for (const id of [a, b, a]) windows.open(id);
  expect(opened.map(({ id, shown }) => [id, shown])).toEqual([
    [a, 1],
    [b, 0],
  ]);
});

it('opens no more than fit, until one is closed', () => {
  const windows = start();
  windows.signedIn(ME);
  for (let i = 0; i < MAX_CONVERSATION_WINDOWS; i++) windows.open(conversation());
  expect(() => windows.open(conversation())).toThrow(AppError);
  opened[0]?.close();
  windows.open(conversation());
  expect(opened).toHaveLength(MAX_CONVERSATION_WINDOWS + 1);
});

it('are back after a restart where they were, and those that were closed are not', () => {
  const windows = start();
  windows.signedIn(ME);
  const [a, b] = [conversation(), conversation()];
  windows.open(a);
  windows.open(b);
  opened[1]?.close();
  windows.leave();
  for (const { close } of opened) close();

  const next = start();
  next.signedIn(ME);
  expect(opened.map(({ id, x }) => [id, x])).toEqual([[a, 10]]);
  // Where it was closed is where it opens.
  next.open(b);
  expect(opened.map(({ x }) => x)).toEqual([10, 20]);
});

it('are of the person who is signed in', () => {
  const windows = start();
  expect(() => windows.open(conversation())).toThrow(AppError);
  windows.signedIn(ME);
  windows.open(conversation());
  windows.leave();
  const next = start();
  next.signedIn(OTHER);
  expect(opened).toEqual([]);
  expect(remembered.windows).toHaveLength(1);
});

it('close when somebody signs out, and stay open for their next sign-in', () => {
  const windows = start();
  windows.signedIn(ME);
  windows.open(conversation());
  windows.signedIn(null);
  windows.signedIn(ME);
  expect(opened).toHaveLength(2);
});

it('remember twenty places', () => {
  const windows = start();
  windows.signedIn(ME);
  for (let i = 0; i < 30; i++) {
    windows.open(conversation());
    opened.at(-1)?.close();
  }
  expect(remembered.windows).toHaveLength(20);
});
