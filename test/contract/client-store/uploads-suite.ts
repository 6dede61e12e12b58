import { describe, expect, it } from 'vitest';
import type { NewUpload, Store } from '../../../src/main/store/port.ts';
import { type ConversationId, FileId } from '../../../src/shared/model/ids.ts';
import { expectCode } from '../../support/expect-code.ts';
import { applyPush, clientId, conversationId, head, ME, message, TEAM, type Fixture } from './fixture.ts';

const fileId = (n: number): FileId =>
  FileId.parse(`0198000f-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);

function upload(n: number, changes: Partial<NewUpload> = {}): NewUpload {
  const file = { file: fileId(n), path: `/home/lin/${n}.txt`, name: `${n}.txt`, type: 'text/plain' };
  return { ...file, size: 5, modified: 1_234.5, copied: false, ...changes };
}

async function enqueue(store: Store, n: number, ...files: NewUpload[]): Promise<void> {
  await enqueueTo(TEAM, store, n, ...files);
}

async function enqueueTo(
  conversation: ConversationId,
  store: Store,
  n: number,
  ...files: NewUpload[]
): Promise<void> {
  const [first] = files;
  const content = first
    ? ({ type: 'file', file: first.file, name: first.name, size: 5, mime: 'text/plain' } as const)
    : ({ type: 'text', text: `text ${n}` } as const);
  await store.write.enqueue({ conversation, clientId: clientId(n), content }, 1_000 + n, files);
}

async function waiting(store: Store): Promise<string[]> {
  return (await store.read.outbox(10)).map(({ upload: state }) => state);
}

async function states(store: Store): Promise<unknown[]> {
  const { items } = await store.read.page(TEAM, { at: 'latest' }, 50);
  return items.flatMap((item) => (item.kind === 'message' && item.mine ? [item.state] : []));
}

/** Files of messages that wait for them. */
export function uploadsSuite({ team }: Fixture): void {
  describe('uploads', () => {
    it('are queued with their message, in its order, and let it go when all are done', async () => {
      const store = await team();
      await enqueue(store, 1, upload(1), upload(2));
      await enqueue(store, 2);
      await enqueue(store, 3, upload(3, { copied: true }));
      expect(await store.read.uploads(10)).toEqual([
        { ...upload(1), message: clientId(1) },
        { ...upload(2), message: clientId(1) },
        { ...upload(3, { copied: true }), message: clientId(3) },
      ]);
      expect(await store.read.upload(fileId(2))).toMatchObject({ path: '/home/lin/2.txt' });
      expect(await waiting(store)).toEqual(['waiting', 'done', 'waiting']);
      expect(await states(store)).toEqual([
        { kind: 'sending', upload: 'waiting' },
        { kind: 'sending' },
        { kind: 'sending', upload: 'waiting' },
      ]);
      await store.write.uploaded(fileId(1));
      expect(await waiting(store)).toEqual(['waiting', 'done', 'waiting']);
      expect(await store.write.uploaded(fileId(2))).toMatchObject({
        timelines: [{ changed: [clientId(1)] }],
      });
      expect(await waiting(store)).toEqual(['done', 'done', 'waiting']);
      expect(await store.read.uploads(1)).toMatchObject([{ file: fileId(3) }]);
    });

    it('leave to be sent what does not wait: the first of each conversation, past those held back', async () => {
      const store = await team();
      const [photos, notes] = [conversationId(2), conversationId(3)];
      await store.write.applyHeads([head({ id: photos }), head({ id: notes })], 2);
      const toSend = async () => (await store.read.toSend(9)).map(({ clientId: id }) => id);
      for (let n = 1; n <= 3; n++) await enqueueTo(photos, store, n, upload(n));
      await enqueueTo(photos, store, 4);
      await enqueue(store, 5);
      await enqueueTo(notes, store, 6);
      await enqueue(store, 7);
      expect(await store.read.toSend(9)).toEqual([
        { conversation: TEAM, clientId: clientId(5), content: { type: 'text', text: 'text 5' } },
        { conversation: notes, clientId: clientId(6), content: { type: 'text', text: 'text 6' } },
      ]);
      expect(await store.read.toSend(1)).toHaveLength(1);
      await store.write.uploaded(fileId(1));
      expect(await toSend()).toEqual([clientId(1), clientId(5), clientId(6)]);
      await store.write.failSend(clientId(1), 'forbidden');
      for (const n of [2, 3]) await store.write.pauseUploads(clientId(n), true);
      expect(await toSend()).toEqual([clientId(4), clientId(5), clientId(6)]);
      await store.write.pauseUploads(clientId(3), false);
      await store.write.confirmSent(clientId(5), 2, 2_000);
      expect(await toSend()).toEqual([clientId(6), clientId(7)]);
    });

    it('are held back and let go on; a retry lets them go on too', async () => {
      const store = await team();
      await enqueue(store, 1, upload(1));
      await store.write.pauseUploads(clientId(1), true);
      expect([await waiting(store), await store.read.uploads(10)]).toEqual([['paused'], []]);
      expect(await states(store)).toEqual([{ kind: 'sending', upload: 'paused' }]);
      await store.write.pauseUploads(clientId(1), false);
      expect(await waiting(store)).toEqual(['waiting']);
      await store.write.failSend(clientId(1), 'source_changed');
      expect(await store.read.uploads(10)).toEqual([]);
      await store.write.retrySend(clientId(1));
      expect(await store.read.uploads(10)).toHaveLength(1);
      await expectCode(store.write.pauseUploads(clientId(9), true), 'not_found');
    });

    it('are forgotten when their message is stored or deleted, and not before', async () => {
      const store = await team();
      await enqueue(store, 1, upload(1));
      await enqueue(store, 2, upload(2, { copied: true }));
      await store.write.uploaded(fileId(1));
      expect(await store.write.releaseUploads()).toEqual([]);
      await applyPush(store.write, message(2, ME, 'x', { clientId: clientId(1) }));
      expect(await store.write.releaseUploads()).toEqual([
        { file: fileId(1), path: '/home/lin/1.txt', copied: false },
      ]);
      await store.write.deleteUnsent(clientId(2));
      expect(await store.write.releaseUploads()).toEqual([
        { file: fileId(2), path: '/home/lin/2.txt', copied: true },
      ]);
      expect(await store.read.upload(fileId(2))).toBeUndefined();
    });

    it('[MSG-3] a recall tells which files are to be forgotten', async () => {
      const store = await team();
      const content = {
        type: 'image',
        file: fileId(1),
        thumbnail: fileId(2),
        name: 'a.png',
        size: 1,
        mime: 'image/png',
        width: 2,
        height: 3,
      } as const;
      await applyPush(store.write, message(2, ME, '', { clientId: clientId(7), content }));
      const recalled = {
        kind: 'message.recalled',
        target: 2,
        conversation: TEAM,
        seq: 3,
        ordinal: 1,
        sender: ME,
        at: 3_000,
      } as const;
      expect(await applyPush(store.write, recalled)).toMatchObject({
        delta: { forgotten: [fileId(1), fileId(2)] },
      });
      const { delta } = await store.write.applyPushes([message(4, ME, 'y')]);
      expect(delta.forgotten).toBeUndefined();
    });
  });
}
