import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NodeStorage, StoredChange } from '../../../src/relay/storage/node-port.ts';
import type { RelayStorage } from '../../../src/relay/storage/port.ts';
import { ChannelId } from '../../../src/shared/model/ids.ts';
import { appended, StorageFixture } from '../relay-storage/storage-fixture.ts';

/** Both ports over the same data, and what removes them once they are closed. */
export interface OpenedNodeStorage {
  readonly storage: RelayStorage;
  readonly nodes: NodeStorage;
  readonly cleanUp: () => Promise<void>;
}

/** Everything that node-port.ts promises, for any adapter. */
export function describeNodeStorage(name: string, open: () => Promise<OpenedNodeStorage>): void {
  describe(`node storage: ${name}`, () => {
    let opened: OpenedNodeStorage;
    let fixture: StorageFixture;
    beforeEach(async () => {
      opened = await open();
      fixture = new StorageFixture(opened.storage);
    });
    afterEach(async () => {
      await opened.storage.close();
      await opened.cleanUp();
    });

    async function changes(since: number): Promise<readonly StoredChange[]> {
      const until = await opened.storage.position();
      return (await opened.nodes.changesSince(since, until, 1_000)).changes;
    }

    it('tells what changed after a commit, each thing once, with its newest commit', async () => {
      const [anna, bob] = await fixture.people(2);
      if (!anna || !bob) throw new Error('two people');
      const id = await fixture.group(anna, bob);
      const created = await opened.storage.position();
      expect(await changes(created)).toEqual([]);
      const first = appended(await fixture.send(id, anna));
      const second = appended(await fixture.send(id, anna));
      expect(await changes(created)).toEqual([
        { kind: 'conversation', conversation: id, seq: 3, position: second.position },
      ]);
      // The message has changed again: it is in the answer to a later question.
      expect(await opened.nodes.changesSince(created, first.position, 10)).toEqual({
        changes: [],
        more: false,
      });
      const { position } = await fixture.read(id, bob, [[1, 2]], 2);
      expect(await changes(second.position)).toEqual([
        { kind: 'conversation', conversation: id, seq: 3, position },
        { kind: 'member', conversation: id, user: bob, personal: false, position },
      ]);
      await opened.storage.setFlags({ user: anna, conversation: id, change: { pinned: true } });
      expect(await changes(position)).toEqual([
        { kind: 'member', conversation: id, user: anna, personal: true, position: position + 1 },
      ]);
    });

    it('tells it in pages that never cut a commit', async () => {
      const people = await fixture.people(5);
      const [anna, ...others] = people;
      if (!anna) throw new Error('people');
      const first = await fixture.group(anna, ...others);
      const second = await fixture.group(anna, ...others);
      const until = await opened.storage.position();
      const page = await opened.nodes.changesSince(0, until, 2);
      expect(page.more).toBe(true);
      expect(page.changes).toHaveLength(6);
      expect(page.changes.every((one) => 'conversation' in one && one.conversation === first)).toBe(true);
      const rest = await opened.nodes.changesSince(page.changes[0]?.position ?? 0, until, 2);
      expect(rest.more).toBe(false);
      expect(rest.changes.every((one) => 'conversation' in one && one.conversation === second)).toBe(true);
    });

    it('tells of drafts, people, channels and what is read of them', async () => {
      const { storage, nodes } = opened;
      const [anna, bob] = await fixture.people(2);
      if (!anna || !bob) throw new Error('two people');
      const id = await fixture.group(anna, bob);
      const at = await storage.position();
      const saved = await storage
        .saveDraft({
          user: anna,
          conversation: id,
          text: 'so',
          base: 0,
          device: fixture.device(anna, 'x').id,
        })
        .catch(() => undefined);
      expect(saved).toBeUndefined();
      const device = fixture.device(anna, 'token');
      await storage.createDevice(device);
      await storage.saveDraft({ user: anna, conversation: id, text: 'so', base: 0, device: device.id });
      expect(await changes(at)).toEqual([{ kind: 'draft', conversation: id, user: anna, position: at + 1 }]);

      const renamed = await storage.position();
      await storage.changeProfile({ user: bob, displayName: 'Bobby' });
      expect(await changes(renamed)).toEqual([{ kind: 'person', user: bob, position: renamed + 1 }]);

      expect(await nodes.channelsPosition()).toBe(0);
      await storage.appointAdministrator(1);
      const channel = ChannelId.parse(fixture.makeId());
      const before = await storage.position();
      await storage.createChannel({
        user: anna,
        at: 1,
        id: channel,
        clientId: fixture.clientId(),
        title: 'News',
      });
      expect(await changes(before)).toEqual([{ kind: 'channels', position: before + 1 }]);
      expect(await nodes.channelsPosition()).toBe(before + 1);
      const draft = {
        channel,
        clientId: fixture.clientId(),
        title: 'T',
        text: 't',
        expiresAt: null,
        minVersion: null,
      };
      await storage.draftAnnouncement({ user: anna, at: 1, ...draft });
      // Nobody is told of a draft.
      expect(await nodes.channelsPosition()).toBe(before + 1);
      await storage.actOnAnnouncement({ user: anna, at: 2, channel, seq: 1, action: { kind: 'publish' } });
      const published = await nodes.channelsPosition();
      expect(published).toBe(await storage.position());
      await storage.reportChannel({ channel, user: bob, at: 3, delivered: [[1, 1]], read: [[1, 1]] });
      expect(await changes(published)).toEqual([
        { kind: 'channelReads', channel, user: bob, position: published + 1 },
      ]);
    });

    it('reads what was stored of a timeline, the newest first where a limit cuts', async () => {
      const { nodes } = opened;
      const [anna, bob] = await fixture.people(2);
      if (!anna || !bob) throw new Error('two people');
      const id = await fixture.group(anna, bob);
      for (let count = 0; count < 3; count++) await fixture.sent(id, anna);
      const seqs = async (limit: number): Promise<number[]> =>
        (await nodes.readTimeline(id, [[2, 9]], limit, 1_000_000)).map(({ seq }) => seq);
      expect(await seqs(9)).toEqual([2, 3, 4]);
      expect(await seqs(2)).toEqual([3, 4]);
      // As it is now, also when it has changed.
      await fixture.append(id, anna, { kind: 'message.pinned', target: 3 });
      const [, third] = await nodes.readTimeline(id, [[2, 4]], 9, 1_000_000);
      expect(third).toEqual((await opened.storage.readTimeline(id, [[3, 3]], 1, 1_000_000))[0]);
      expect(third).toMatchObject({ seq: 3, revision: 5 });
      expect(await nodes.readTimeline(id, [[2, 4]], 9, 1)).toEqual(
        await opened.storage.readTimeline(id, [[4, 4]], 9, 1),
      );
      expect(await nodes.readTimeline(fixture.conversationId(), [[1, 1]], 1, 1)).toEqual([]);
    });

    it('tells what members have reported', async () => {
      const { storage, nodes } = opened;
      const [anna, bob, chen] = await fixture.people(3);
      if (!anna || !bob || !chen) throw new Error('three people');
      await storage.setDirectReceipts(bob, false);
      const { id } = await storage.createConversation({
        kind: 'direct',
        id: fixture.conversationId(),
        creator: anna,
        peer: bob,
        at: 1,
      });
      for (let count = 0; count < 3; count++) await fixture.sent(id, anna);
      await fixture.read(id, bob, [[2, 3]], 4);
      expect(await nodes.memberReports(id, [bob, chen])).toEqual([
        { user: bob, headSeq: 4, delivered: 4, read: [[2, 3]], hidden: [[2, 3]], unread: 1 },
      ]);
      expect(await nodes.memberReports(fixture.conversationId(), [bob])).toEqual([]);
    });

    it('knows which devices are signed in', async () => {
      const [anna] = await fixture.people(1);
      if (!anna) throw new Error('one person');
      const [one, gone] = [fixture.device(anna, 'one'), fixture.device(anna, 'gone')];
      await opened.storage.createDevice(one);
      await opened.storage.createDevice(gone);
      await opened.storage.deleteDevice(gone.id);
      expect(await opened.nodes.signedInDevices([gone.id, one.id])).toEqual([one.id]);
      expect(await opened.nodes.signedInDevices([])).toEqual([]);
    });

    it('gives a lease to one holder at a time, until it is over or given back', async () => {
      const { nodes } = opened;
      expect(await nodes.lease('callbacks', 'a', 1_000, 500)).toBe(true);
      expect(await nodes.lease('callbacks', 'b', 1_400, 500)).toBe(false);
      expect(await nodes.lease('retention', 'b', 1_400, 500)).toBe(true);
      expect(await nodes.lease('callbacks', 'a', 1_400, 500)).toBe(true);
      expect(await nodes.lease('callbacks', 'b', 1_899, 500)).toBe(false);
      expect(await nodes.lease('callbacks', 'b', 1_900, 500)).toBe(true);
      expect(await nodes.lease('callbacks', 'a', 1_901, 0)).toBe(false);
      expect(await nodes.lease('callbacks', 'b', 1_901, 0)).toBe(true);
      expect(await nodes.lease('callbacks', 'a', 1_902, 500)).toBe(true);
      const many = await Promise.all(
        ['a', 'b', 'c', 'd'].map((holder) => nodes.lease('raced', holder, 1_000, 500)),
      );
      expect(many.filter(Boolean)).toHaveLength(1);
    });

    it('[SES-7] counts attempts side by side one by one, and locks after ten', async () => {
      const { nodes } = opened;
      const attempt = (at: number) => nodes.countAttempt('digest', at);
      const answers = await Promise.all(Array.from({ length: 13 }, () => attempt(1_000)));
      expect(answers.filter(({ kind }) => kind === 'allowed')).toHaveLength(10);
      expect(answers.filter((answer) => answer.kind === 'allowed' && answer.locks)).toHaveLength(1);
      expect(await attempt(1_000)).toEqual({ kind: 'locked', retryAfterMs: 60_000 });
      expect(await nodes.countAttempt('another', 1_000)).toEqual({ kind: 'allowed', locks: false });
      const after = await Promise.all([attempt(61_000), attempt(61_000), attempt(61_000)]);
      expect(after.filter(({ kind }) => kind === 'allowed')).toHaveLength(1);
      expect(await attempt(61_000)).toEqual({ kind: 'locked', retryAfterMs: 120_000 });
      await nodes.withdrawAttempt('digest');
      expect(await attempt(61_000)).toEqual({ kind: 'allowed', locks: true });
      await nodes.forgetAttempts('digest');
      expect(await attempt(61_000)).toEqual({ kind: 'allowed', locks: false });
      await nodes.withdrawAttempt('unknown');
    });
  });
}
