import { describe, expect, it } from 'vitest';
import type { AdminActor, AdminChange, AdminOutcome } from '../../../src/relay/storage/administration.ts';
import type { DueDelivery } from '../../../src/relay/storage/integration-port.ts';
import { CallbackId, ChannelId, HookId, type UserId } from '../../../src/shared/model/ids.ts';
import { type CallbackKind, MAX_CALLBACKS, MAX_WAITING } from '../../../src/shared/model/integration.ts';
import type { Current } from './storage-fixture.ts';

const MACHINE: AdminActor = { origin: 'command-line', user: null, operator: 'root', address: null };

export function describeIntegrations(current: Current): void {
  function administer(change: AdminChange, at = 50): Promise<AdminOutcome> {
    return current().storage.administer(MACHINE, at, change);
  }

  async function bot(name = 'build'): Promise<UserId> {
    const account = current().account(name);
    expect((await administer({ kind: 'createBot', account })).kind).toBe('done');
    return account.id;
  }

  async function callback(of: UserId, ...kinds: CallbackKind[]): Promise<CallbackId> {
    const id = CallbackId.parse(current().makeId());
    const url = 'https://receiver.example/a?key=b';
    const change = { kind: 'createCallback', id, bot: of, url, secret: 's', kinds } as const;
    expect((await administer(change)).kind).toBe('done');
    return id;
  }

  function hookOf(of: UserId, conversation: Awaited<ReturnType<typeof group>>['group'], tokenHash = 'hash') {
    const id = HookId.parse(current().makeId());
    return { kind: 'createHook', id, tokenHash, bot: of, conversation, label: 'CI' } as const;
  }

  /** A group of two people and a bot. */
  async function group() {
    const [anna, bo] = await people();
    const build = await bot();
    return { anna, bo, build, group: await current().group(anna, bo, build) };
  }

  async function people(): Promise<[UserId, UserId]> {
    const [anna, bo] = await current().people(2);
    if (!anna || !bo) throw new Error('no people');
    return [anna, bo];
  }

  async function due(id: CallbackId): Promise<DueDelivery> {
    const found = await current().storage.nextDelivery(id);
    if (!found) throw new Error('nothing waits');
    return found;
  }

  async function cursors(id: CallbackId): Promise<number[]> {
    const { deliveries } = await current().storage.listDeliveries(id, undefined, 100);
    return deliveries.map(({ cursor }) => cursor);
  }

  const delivered = { at: 100, status: 200, problem: null, nextAt: null } as const;

  describe('bots and hooks', () => {
    it('a bot is an account without a password that can be set, and administers nothing', async () => {
      const { storage } = current();
      const build = await bot();
      expect((await storage.listBots()).map(({ name }) => name)).toEqual(['build']);
      expect(await storage.accountOverview('build')).toMatchObject({ bot: true });
      const reset = { kind: 'resetPassword', user: build, passwordHash: 'x' } as const;
      expect(await administer(reset)).toEqual({ kind: 'is-bot' });
      const grant = { kind: 'setAdministrator', user: build, administrator: true } as const;
      expect(await administer(grant)).toEqual({ kind: 'is-bot' });
      expect(await storage.appointAdministrator(60)).toBeUndefined();
      expect(await administer({ kind: 'createBot', account: current().account('build') })).toEqual({
        kind: 'name-taken',
      });
      const device = current().device(build, 'of a program');
      expect((await administer({ kind: 'createBotToken', device })).kind).toBe('done');
      expect((await storage.deviceByTokenHash(device.tokenHash))?.person.name).toBe('build');
      await administer({ kind: 'deactivateAccount', user: build });
      expect(await storage.deviceByTokenHash(device.tokenHash)).toBeUndefined();
      expect(await storage.listBots()).toEqual([]);
    });

    it('[RCP-3] [MEM-6] a bot is known among the members, however it came, and owns no group', async () => {
      const { storage } = current();
      const { anna, bo, build, group: id } = await group();
      const isBot = async (user: UserId): Promise<boolean | undefined> =>
        (await storage.loadConversation(id))?.members.find((one) => one.user === user)?.bot;
      expect([await isBot(build), await isBot(bo)]).toEqual([true, undefined]);
      await current().append(id, anna, { kind: 'member.removed', users: [build] });
      const back = await current().append(id, anna, { kind: 'member.added', users: [build] });
      expect(back).toMatchObject({ kind: 'appended', bots: [build] });
      await current().append(id, anna, { kind: 'member.removed', users: [bo] });
      // Whoever came back last has been there for the shortest time, but is a person.
      const person = await current().append(id, anna, { kind: 'member.added', users: [bo] });
      expect(person).toMatchObject({ kind: 'appended', bots: [] });
      const left = await current().append(id, anna, { kind: 'member.removed', users: [anna] });
      expect(left).toMatchObject({ roles: [{ user: bo, role: 'owner' }] });
      const nobody = await current().append(id, bo, { kind: 'member.removed', users: [bo] });
      expect(nobody).toMatchObject({ kind: 'appended', roles: [] });
    });

    it('a hook is for a bot in a conversation that it is in, is found by its hash, and can be revoked', async () => {
      const { storage } = current();
      const { anna, build, group: id } = await group();
      const other = await current().group(anna);
      expect(await administer(hookOf(build, other))).toEqual({ kind: 'not-member' });
      expect(await administer(hookOf(anna, id))).toEqual({ kind: 'not-found' });
      const hook = hookOf(build, id);
      expect((await administer(hook)).kind).toBe('done');
      const stored = {
        id: hook.id,
        label: 'CI',
        bot: build,
        conversation: id,
        title: 'Plans',
        createdAt: 50,
      };
      expect(await storage.hookByTokenHash('hash')).toEqual(stored);
      expect(await storage.hookByTokenHash('other')).toBeUndefined();
      expect(await storage.listHooks()).toEqual([stored]);
      expect((await administer({ kind: 'revokeHook', id: hook.id })).kind).toBe('done');
      expect(await administer({ kind: 'revokeHook', id: hook.id })).toEqual({ kind: 'not-found' });
      expect(await storage.hookByTokenHash('hash')).toBeUndefined();
    });

    it('a bot that is given up takes its hooks and callbacks with it', async () => {
      const { storage } = current();
      const { anna, build, group: id } = await group();
      await administer(hookOf(build, id));
      const made = await callback(build, 'message.created');
      await current().sent(id, anna);
      await administer({ kind: 'deactivateAccount', user: build });
      expect([await storage.listHooks(), await storage.listCallbacks()]).toEqual([[], []]);
      expect(await storage.nextDelivery(made)).toBeUndefined();
    });

    it('changes stand in the log, without paths and secrets', async () => {
      const { build, group: id } = await group();
      await administer(hookOf(build, id));
      await administer({ kind: 'removeCallback', id: await callback(build, 'message.created') });
      const { entries } = await current().storage.listAudit(undefined, 10);
      expect(entries.map(({ action, label }) => `${action} ${label}`)).toEqual([
        'callback.removed receiver.example',
        'callback.created receiver.example',
        'hook.created CI',
        'bot.created build',
      ]);
      expect(JSON.stringify(entries)).not.toMatch(/key=b|hash/);
    });
  });

  describe('callbacks', () => {
    it('hear what they asked for, where their bot is, but not of what it does itself', async () => {
      const { storage } = current();
      const { anna, bo, build, group: id } = await group();
      const made = await callback(build, 'message.created', 'member.removed');
      await current().sent(await current().group(anna, bo), anna, 'elsewhere');
      await current().sent(id, build, 'its own');
      const { seq } = await current().sent(id, anna, 'hello');
      await current().append(id, anna, { kind: 'conversation.renamed', title: 'No kind of theirs' });
      await current().remove(id, anna, build);
      await current().sent(id, anna, 'without it');
      expect(await storage.listCallbacks()).toMatchObject([
        { id: made, bot: build, kinds: ['message.created', 'member.removed'], waiting: 2, missed: 0 },
      ]);
      const first = await due(made);
      expect(first).toMatchObject({
        kind: 'message.created',
        attempts: 0,
        subject: { kind: 'event', event: { conversation: id, seq, content: { text: 'hello' } } },
        sender: { id: anna },
      });
      await storage.settleDelivery(first.id, delivered);
      expect((await due(made)).kind).toBe('member.removed');
    });

    it('hear of an announcement when everybody gets it, once', async () => {
      const { storage } = current();
      const [anna] = await people();
      await administer({ kind: 'setAdministrator', user: anna, administrator: true });
      const made = await callback(await bot(), 'announcement.published');
      const channel = ChannelId.parse(current().makeId());
      const clientId = current().clientId();
      await storage.createChannel({ id: channel, clientId, user: anna, at: 1, title: 'News' });
      const draft = { clientId, title: 'One', text: 'word', expiresAt: null, minVersion: null };
      await storage.draftAnnouncement({ channel, user: anna, at: 2, ...draft });
      const act = (action: { readonly kind: 'publish' | 'stop' }, at: number) =>
        storage.actOnAnnouncement({ channel, seq: 1, user: anna, at, action });
      expect(await storage.nextDelivery(made)).toBeUndefined();
      await act({ kind: 'publish' }, 3);
      await act({ kind: 'stop' }, 4);
      expect((await storage.listCallbacks())[0]?.waiting).toBe(1);
      expect(await due(made)).toMatchObject({
        kind: 'announcement.published',
        at: 3,
        subject: { kind: 'announcement', announcement: { channel, seq: 1, title: 'One' } },
      });
    });

    it('keep each delivery with its id until it is settled, the next due one first', async () => {
      const { storage } = current();
      const { anna, build, group: id } = await group();
      const made = await callback(build, 'message.created');
      await current().sent(id, anna, 'one');
      await current().sent(id, anna, 'two');
      const first = await due(made);
      expect(await due(made)).toEqual(first);
      await storage.settleDelivery(first.id, { at: 90, status: 500, problem: 'status', nextAt: 900 });
      const second = await due(made);
      expect(second.id).not.toBe(first.id);
      await storage.settleDelivery(second.id, delivered);
      expect(await due(made)).toEqual({ ...first, attempts: 1, nextAt: 900 });
      await storage.settleDelivery(first.id, { at: 901, status: null, problem: 'timeout', nextAt: null });
      // Late news of it change nothing.
      await storage.settleDelivery(first.id, delivered);
      expect(await storage.nextDelivery(made)).toBeUndefined();
      const { deliveries, more } = await storage.listDeliveries(made, undefined, 1);
      expect(more).toBe(true);
      expect(deliveries).toMatchObject([{ id: second.id, state: 'delivered', attempts: 1, settledAt: 100 }]);
      const before = deliveries[0]?.cursor;
      expect((await storage.listDeliveries(made, before, 1)).deliveries).toMatchObject([
        { id: first.id, state: 'failed', attempts: 2, problem: 'timeout', settledAt: 901, nextAt: null },
      ]);
      expect((await storage.listCallbacks())[0]?.waiting).toBe(0);
    });

    it('leave nothing in the log that is older than it is kept, but all that waits', async () => {
      const { storage } = current();
      const { anna, build, group: id } = await group();
      const made = await callback(build, 'message.created');
      for (const text of ['one', 'two', 'three']) await current().sent(id, anna, text);
      for (const at of [100, 200]) {
        await storage.settleDelivery((await due(made)).id, { ...delivered, at });
      }
      expect(await storage.expireDeliveries(100, 10)).toBe(0);
      expect(await storage.expireDeliveries(1_000, 1)).toBe(1);
      expect(await storage.expireDeliveries(1_000, 10)).toBe(1);
      expect(await cursors(made)).toHaveLength(1);
    });

    it('are a few, and a queue that is full misses what comes and keeps nobody from writing', async () => {
      const { storage } = current();
      const { anna, build, group: id } = await group();
      const made = await callback(build, 'message.created');
      const beyond = 3;
      const batch = 1_000;
      for (let sent = 0; sent < MAX_WAITING; sent += batch) {
        await Promise.all(Array.from({ length: batch }, () => current().send(id, anna)));
      }
      for (let sent = 0; sent < beyond; sent++) await current().send(id, anna);
      expect(await storage.listCallbacks()).toMatchObject([{ waiting: MAX_WAITING, missed: beyond }]);
      await storage.settleDelivery((await due(made)).id, delivered);
      await current().sent(id, anna);
      expect(await storage.listCallbacks()).toMatchObject([{ waiting: MAX_WAITING, missed: beyond }]);
      for (let more = 1; more < MAX_CALLBACKS; more++) await callback(build, 'member.added');
      const change = {
        kind: 'createCallback',
        id: CallbackId.parse(current().makeId()),
        bot: build,
        url: 'https://a.example',
        secret: 's',
        kinds: ['message.created'],
      } as const;
      expect(await administer(change)).toEqual({ kind: 'too-many' });
      const figures = { deliveriesQueued: MAX_WAITING + 1, deliveriesMissed: beyond };
      expect(await storage.figures()).toMatchObject({ ...figures, deliveriesWaiting: MAX_WAITING });
      expect((await administer({ kind: 'removeCallback', id: made })).kind).toBe('done');
      expect(await storage.nextDelivery(made)).toBeUndefined();
      // What was queued stays counted; what waits is of callbacks that there are.
      expect(await storage.figures()).toMatchObject({
        deliveriesQueued: MAX_WAITING + 1,
        deliveriesWaiting: 0,
        deliveriesMissed: 0,
      });
    });
  });
}
