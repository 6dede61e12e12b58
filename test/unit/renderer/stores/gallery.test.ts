// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it } from 'vitest';
import { useGallery } from '../../../../src/renderer/src/stores/gallery.ts';
import { useTimeline } from '../../../../src/renderer/src/stores/timeline.ts';
import type { MessageItem } from '../../../../src/shared/ipc/views.ts';
import { FileId } from '../../../../src/shared/model/ids.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId, conversationRow, message } from '../support/fake-world.ts';

const ID = conversationId(1);
/** What a question is answered with at most. */
const PAGE = 100;
let bridge: FakeBridge;

function fileOf(seq: number): FileId {
  return FileId.parse(`01890000-0009-7000-8000-${seq.toString(16).padStart(12, '0')}`);
}

function picture(seq: number): MessageItem {
  const common = { name: `${seq}.png`, size: 10, mime: 'image/png', width: 4, height: 3 };
  return { ...message(ID, seq), content: { type: 'image', file: fileOf(seq), ...common } };
}

/** The disk has these; the timeline holds those from `held` on. */
async function world(seqs: readonly number[], held: number): Promise<void> {
  const newestFirst = seqs.toSorted((a, b) => b - a);
  bridge.handlers['search.messages'] = ({ query, conversation, type, cursor }) => {
    expect({ query, conversation, type }).toEqual({ query: '', conversation: ID, type: 'image' });
    const from = Number(cursor ?? 0);
    const hits = newestFirst.slice(from, from + PAGE).map((seq) => ({ item: picture(seq), marks: [] }));
    return { hits, cursor: from + PAGE < newestFirst.length ? String(from + PAGE) : null };
  };
  const items = seqs.filter((seq) => seq >= held).map(picture);
  bridge.handlers['timeline.page'] = () => ({ items, atStart: false, atEnd: true, incomplete: false });
  await useTimeline().open(conversationRow(1, { headSeq: seqs.at(-1) ?? 1 }));
}

const shown = (): number[] => useGallery().images.map(({ name }) => Number.parseInt(name, 10));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

beforeEach(() => {
  setActivePinia(createPinia());
  bridge = new FakeBridge();
  installBridge(bridge);
});

it('has the images that the timeline holds at once, and the others of the conversation after them', async () => {
  await world([2, 5, 90, 95], 90);
  expect(shown()).toEqual([90, 95]);
  await useGallery().open(ID);
  expect(shown()).toEqual([2, 5, 90, 95]);
  expect(useGallery().complete).toBe(true);
  await useGallery().more();
  expect(bridge.inputsOf('search.messages')).toHaveLength(1);
});

it('reads until what the timeline holds has been reached, and more when it is asked for', async () => {
  await world(upTo(350), 150);
  const gallery = useGallery();
  await gallery.open(ID);
  expect(shown()).toEqual(upTo(350).slice(50));
  expect(gallery.complete).toBe(false);
  // Two at a time are one.
  await Promise.all([gallery.more(), gallery.more()]);
  expect(shown()).toEqual(upTo(350));
  expect(gallery.complete).toBe(true);
});

it('remembers no more than two thousand', async () => {
  await world(upTo(2_500), 1);
  await useGallery().open(ID);
  await useGallery().more();
  expect(bridge.inputsOf('search.messages')).toHaveLength(20);
});

it('loses what is recalled or deleted', async () => {
  await world([2, 5, 90], 90);
  const gallery = useGallery();
  await gallery.open(ID);
  const recalled: MessageItem = { ...picture(2), content: { type: 'recalled' } };
  const other = { conversation: conversationId(2), items: [], removed: [picture(5).key], reset: false };
  gallery.applyChange(other);
  expect(shown()).toEqual([2, 5, 90]);
  gallery.applyChange({ ...other, conversation: ID, items: [recalled] });
  expect(shown()).toEqual([90]);
  gallery.close();
  expect(shown()).toEqual([90]);
});
