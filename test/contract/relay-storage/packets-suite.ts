import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppendOutcome } from '../../../src/relay/storage/timeline-port.ts';
import { MAX_HELD_POINTS } from '../../../src/shared/admin/points.ts';
import type { AdminActor, AdminOutcome } from '../../../src/relay/storage/administration.ts';
import type { OrderedMove } from '../../../src/relay/storage/packet-decision.ts';
import type { ConversationId, UserId } from '../../../src/shared/model/ids.ts';
import type { PacketContent } from '../../../src/shared/model/packet.ts';
import { LIMITS } from '../../../src/shared/protocol/limits.ts';
import { appended, type Current } from './storage-fixture.ts';

const OPENING = 1_000;
const MACHINE: AdminActor = { origin: 'command-line', user: null, operator: 'root', address: null };
/** When the fixture stores what is appended. */
const SENT_AT = 20;
const OVER = SENT_AT + LIMITS.packetMs;

export function describePackets(current: Current): void {
  async function scene(count = 4) {
    const people = await current().people(count);
    const [anna, bo, cy, dan] = people;
    if (!anna || !bo || !cy || !dan) throw new Error('four people');
    const group = await current().group(anna, bo, cy);
    for (const user of [anna, bo, cy]) await current().storage.points(user, OPENING, 1);
    return { anna, bo, cy, dan, group };
  }

  function send(
    conversation: ConversationId,
    sender: UserId,
    packet: Omit<PacketContent, 'type'>,
    clientId = current().clientId(),
  ): Promise<AppendOutcome> {
    const content = { type: 'packet', ...packet } as const;
    return current().append(conversation, sender, { kind: 'message.created', clientId, content });
  }

  async function sent(conversation: ConversationId, sender: UserId, packet: Omit<PacketContent, 'type'>) {
    return appended(await send(conversation, sender, packet)).event.seq;
  }

  async function take(conversation: ConversationId, seq: number, user: UserId, chance = 0.5, at = 30) {
    const outcome = await current().storage.takeShare({ conversation, seq, user, chance, at });
    if (outcome.kind === 'no-packet') return outcome.kind;
    return { mine: outcome.packet.mine, fresh: outcome.fresh, phase: outcome.packet.phase };
  }

  function order(
    user: UserId,
    move: OrderedMove,
    amount: number,
    { clientId = current().clientId(), actor = MACHINE } = {},
  ): Promise<AdminOutcome> {
    const change = {
      kind: 'movePoints',
      move,
      user,
      clientId,
      points: amount,
      reason: 'a good deed',
    } as const;
    return current().storage.administer(actor, 50, change);
  }

  /** PKT-7: of everybody, by both sides of the ledger. */
  async function difference(): Promise<number> {
    const { opening, given, takenBack, held, inPackets, wrong } = await current().storage.pointSums();
    expect(wrong).toBe(0);
    return held + inPackets - (opening + given - takenBack);
  }

  const points = (user: UserId): Promise<number> => current().storage.points(user, OPENING, 40);

  /** PKT-7: what people were given is with them, or in these red packets. */
  async function expectBalanced(
    people: readonly UserId[],
    conversation: ConversationId,
    packets: readonly { readonly seq: number; readonly points: number }[],
    ordered = 0,
  ): Promise<void> {
    let sum = 0;
    for (const user of people) sum += await points(user);
    for (const { seq, points: all } of packets) {
      const packet = await current().storage.packet(conversation, seq);
      if (packet && packet.phase !== 'returned') sum += all - packet.takenPoints;
    }
    expect(sum).toBe(people.length * OPENING + ordered);
  }

  describe('red packets', () => {
    it('[PKT-1] gives the opening amount once', async () => {
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      expect(await current().storage.points(anna, OPENING, 1)).toBe(OPENING);
      expect(await current().storage.points(anna, OPENING, 2)).toBe(OPENING);
    });

    it('[PKT-2] takes the points with the message, once, and refuses who has fewer', async () => {
      const { anna, bo, cy, dan, group } = await scene();
      const packet = { points: 600, shares: 3, split: 'even' } as const;
      const clientId = current().clientId();
      const { seq } = appended(await send(group, anna, packet, clientId)).event;
      expect((await send(group, anna, packet, clientId)).kind).toBe('duplicate');
      expect(await points(anna)).toBe(400);
      expect(await send(group, anna, packet)).toEqual({ kind: 'few-points' });
      expect(await send(group, dan, packet)).toEqual({ kind: 'not-member' });
      expect(await current().storage.packet(group, seq)).toEqual({
        seq,
        phase: 'open',
        taken: 0,
        takenPoints: 0,
        expiresAt: OVER,
      });
      await expectBalanced([anna, bo, cy], group, [{ seq, points: 600 }]);
    });

    it('[PKT-2] is sent in groups alone', async () => {
      const { anna, bo } = await scene();
      const { id } = await current().storage.createConversation({
        kind: 'direct',
        id: current().conversationId(),
        creator: anna,
        peer: bo,
        at: 10,
      });
      expect(await send(id, anna, { points: 1, shares: 1, split: 'even' })).toEqual({ kind: 'forbidden' });
      expect(await points(anna)).toBe(OPENING);
    });

    it('[PKT-3] gives each member one share, and the last ones nothing', async () => {
      const { anna, bo, cy, group } = await scene();
      const seq = await sent(group, anna, { points: 11, shares: 2, split: 'even' });
      expect(await take(group, seq, bo)).toEqual({ mine: 6, fresh: true, phase: 'open' });
      expect(await take(group, seq, bo)).toEqual({ mine: 6, fresh: false, phase: 'open' });
      expect(await take(group, seq, anna)).toEqual({ mine: 5, fresh: true, phase: 'finished' });
      expect(await take(group, seq, cy)).toEqual({ mine: null, fresh: false, phase: 'finished' });
      expect(await points(bo)).toBe(OPENING + 6);
      expect(await points(anna)).toBe(OPENING - 6);
      await expectBalanced([anna, bo, cy], group, [{ seq, points: 11 }]);
    });

    it('[PKT-3] is not for whoever may not see the message, or has left', async () => {
      const { anna, bo, cy, dan, group } = await scene();
      const seq = await sent(group, anna, { points: 10, shares: 5, split: 'random' });
      await current().add(group, anna, dan);
      expect(await take(group, seq, dan)).toBe('no-packet');
      await current().remove(group, anna, bo);
      expect(await take(group, seq, bo)).toBe('no-packet');
      const text = (await current().sent(group, anna)).seq;
      expect(await take(group, text, cy)).toBe('no-packet');
      expect(await take(group, 99, cy)).toBe('no-packet');
      expect(await take(current().conversationId(), seq, cy)).toBe('no-packet');
      expect(await current().storage.packetStates(dan, group, [seq])).toEqual([]);
      expect(await current().storage.packetTakers(dan, group, seq, 0, 10)).toEqual({
        takers: [],
        more: false,
      });
      // What a former member saw, they see.
      expect(await current().storage.packetStates(bo, group, [seq, text])).toMatchObject([
        { seq, mine: null },
      ]);
    });

    it('[PKT-3] of many at once gives out exactly what is in it', async () => {
      const people = await current().people(40);
      const [owner] = people;
      if (!owner) throw new Error('people');
      const group = await current().group(...(people as [UserId, ...UserId[]]));
      await current().storage.points(owner, OPENING, 1);
      const seq = await sent(group, owner, { points: 500, shares: 25, split: 'random' });
      const outcomes = await Promise.all(
        [...people, ...people].map((user, index) => take(group, seq, user, (index % 10) / 10)),
      );
      const got = outcomes.flatMap((one) => (one !== 'no-packet' && one.fresh ? (one.mine ?? 0) : []));
      expect(got).toHaveLength(25);
      expect(got.every((one) => one >= 1)).toBe(true);
      expect(got.reduce((all, one) => all + one, 0)).toBe(500);
      const { takers } = await current().storage.packetTakers(owner, group, seq, 0, 100);
      expect(new Set(takers.map(({ user }) => user)).size).toBe(25);
      await expectBalanced(people, group, [{ seq, points: 500 }]);
    });

    it('[PKT-4] gives back what is left when its time is over, once', async () => {
      const { anna, bo, cy, group } = await scene();
      const seq = await sent(group, anna, { points: 10, shares: 5, split: 'even' });
      const finished = await sent(group, anna, { points: 1, shares: 1, split: 'even' });
      await take(group, seq, bo);
      await take(group, finished, bo);
      const { storage } = current();
      expect(await storage.returnPackets(OVER - 1, 10)).toEqual([]);
      // Over is over, before it was given back and after.
      expect(await take(group, seq, cy, 0.5, OVER)).toEqual({ mine: null, fresh: false, phase: 'open' });
      expect(await storage.returnPackets(OVER, 10)).toEqual([{ conversation: group, seq }]);
      expect(await storage.returnPackets(OVER, 10)).toEqual([]);
      expect(await take(group, seq, cy, 0.5, OVER)).toEqual({ mine: null, fresh: false, phase: 'returned' });
      expect(await take(group, seq, bo, 0.5, OVER)).toMatchObject({ mine: 2, fresh: false });
      expect(await points(anna)).toBe(OPENING - 3);
      await expectBalanced([anna, bo, cy], group, [
        { seq, points: 10 },
        { seq: finished, points: 1 },
      ]);
    });

    it('[PKT-4] gives back what is left when it is recalled', async () => {
      const { anna, bo, cy, group } = await scene();
      const seq = await sent(group, bo, { points: 10, shares: 5, split: 'even' });
      await take(group, seq, cy);
      appended(await current().append(group, anna, { kind: 'message.recalled', target: seq, window: null }));
      expect(await points(bo)).toBe(OPENING - 2);
      expect(await take(group, seq, anna)).toEqual({ mine: null, fresh: false, phase: 'returned' });
      expect(await current().storage.returnPackets(OVER, 10)).toEqual([]);
      await expectBalanced([anna, bo, cy], group, [{ seq, points: 10 }]);
    });

    it('[PKT-5] lists who took, the first first, in pages', async () => {
      const { anna, bo, cy, group } = await scene();
      const seq = await sent(group, anna, { points: 9, shares: 3, split: 'even' });
      await take(group, seq, cy, 0, 31);
      await take(group, seq, anna, 0, 32);
      await take(group, seq, bo, 0, 33);
      const page = (after: number, limit: number) =>
        current().storage.packetTakers(bo, group, seq, after, limit);
      expect(await page(0, 2)).toEqual({
        takers: [
          { user: cy, points: 3, at: 31 },
          { user: anna, points: 3, at: 32 },
        ],
        more: true,
      });
      expect(await page(2, 2)).toEqual({ takers: [{ user: bo, points: 3, at: 33 }], more: false });
    });

    it('[PKT-8] is given points by administrators beside the opening amount, and never has less than nothing', async () => {
      const [anna] = await current().people(1);
      if (!anna) throw new Error('one person');
      const { storage } = current();
      const held = () => storage.pointsHeld(anna);
      expect(await held()).toEqual({ points: 0, opened: false });
      expect(await order(anna, 'takenBack', 1)).toEqual({ kind: 'few-points' });
      expect((await order(anna, 'given', 50)).kind).toBe('done');
      expect(await held()).toEqual({ points: 50, opened: false });
      expect(await points(anna)).toBe(OPENING + 50);
      expect(await order(anna, 'takenBack', OPENING + 51)).toEqual({ kind: 'few-points' });
      expect((await order(anna, 'takenBack', OPENING + 50)).kind).toBe('done');
      expect(await held()).toEqual({ points: 0, opened: true });
      expect(await storage.pointSums()).toEqual({
        opening: OPENING,
        given: 50,
        takenBack: OPENING + 50,
        held: 0,
        inPackets: 0,
        wrong: 0,
      });
      const { entries } = await storage.listAudit(undefined, 10);
      expect(entries.map(({ action, subject, detail }) => [action, subject, detail])).toEqual([
        ['points.takenBack', anna, { points: OPENING + 50, after: 0, reason: 'a good deed' }],
        ['points.given', anna, { points: 50, after: 50, reason: 'a good deed' }],
      ]);
    });

    it('[PKT-8] moves points once, however often it is asked by the same client id', async () => {
      const [anna, bo] = await current().people(2);
      if (!anna || !bo) throw new Error('two people');
      const clientId = current().clientId();
      const again = { clientId };
      const both = [order(anna, 'given', 50, again), order(anna, 'given', 50, again)];
      expect((await Promise.all(both)).map(({ kind }) => kind)).toEqual(['done', 'unchanged']);
      // Also when they have it no more.
      await order(anna, 'takenBack', 50);
      expect(await order(anna, 'given', 50, again)).toEqual({ kind: 'unchanged' });
      expect(await order(anna, 'given', 51, again)).toEqual({ kind: 'id-taken' });
      expect(await order(anna, 'takenBack', 50, again)).toEqual({ kind: 'id-taken' });
      expect(await order(bo, 'given', 50, again)).toEqual({ kind: 'id-taken' });
      expect(await current().storage.pointsHeld(anna)).toEqual({ points: 0, opened: false });
      expect((await current().storage.listAudit(undefined, 10)).entries).toHaveLength(2);
      expect(await difference()).toBe(0);
    });

    it('[PKT-8] is not for who does not administer, to who is not there, or beyond what somebody may have', async () => {
      const [anna, bo] = await current().people(2);
      if (!anna || !bo) throw new Error('two people');
      const actor: AdminActor = { origin: 'console', user: anna, operator: null, address: null };
      expect(await order(anna, 'given', 1, { actor })).toEqual({ kind: 'forbidden' });
      await order(anna, 'given', MAX_HELD_POINTS);
      expect(await order(anna, 'given', 1)).toEqual({ kind: 'too-many' });
      await order(bo, 'given', 7);
      await current().storage.deactivateAccount(bo, 60);
      expect(await order(bo, 'given', 1)).toEqual({ kind: 'not-found' });
      const nobody = current().account('nobody').id;
      expect(await order(nobody, 'given', 1)).toEqual({ kind: 'not-found' });
      expect(await current().storage.pointsHeld(nobody)).toBeUndefined();
      // What somebody had who is gone is still somewhere.
      expect(await current().storage.pointsHeld(bo)).toEqual({ points: 7, opened: false });
      expect(await difference()).toBe(0);
    });

    it('[PKT-7] keeps every point there is, whatever is done with them', async () => {
      const { anna, bo, cy, group } = await scene();
      const people = [anna, bo, cy];
      const user = fc.constantFrom(...people);
      const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
      const act = fc.oneof(
        fc.record({
          act: fc.constant('send' as const),
          user,
          points: fc.integer({ min: 1, max: 900 }),
          shares: fc.integer({ min: 1, max: 4 }),
          split: fc.constantFrom('even' as const, 'random' as const),
        }),
        fc.record({ act: fc.constant('take' as const), user, chance, which: fc.nat(20) }),
        fc.record({ act: fc.constant('recall' as const), user, which: fc.nat(20) }),
        fc.record({ act: fc.constant('return' as const) }),
        fc.record({
          act: fc.constant('order' as const),
          user,
          move: fc.constantFrom('given' as const, 'takenBack' as const),
          points: fc.integer({ min: 1, max: 900 }),
        }),
      );
      const packets: { seq: number; points: number }[] = [];
      let ordered = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
          for (const one of acts) {
            if (one.act === 'send') {
              const { points: all, shares, split } = one;
              if (shares > all) continue;
              const outcome = await send(group, one.user, { points: all, shares, split });
              if (outcome.kind === 'appended') packets.push({ seq: outcome.event.seq, points: all });
            } else if (one.act === 'return') {
              await current().storage.returnPackets(OVER, 1);
            } else if (one.act === 'order') {
              const done = (await order(one.user, one.move, one.points)).kind === 'done';
              if (done) ordered += one.move === 'given' ? one.points : -one.points;
            } else {
              const seq = packets.at(-1 - (one.which % Math.max(1, packets.length)))?.seq;
              if (seq === undefined) continue;
              if (one.act === 'take') await take(group, seq, one.user, one.chance);
              else
                await current().append(group, one.user, {
                  kind: 'message.recalled',
                  target: seq,
                  window: { sentAfter: 0 },
                });
            }
          }
          for (const one of people) expect(await points(one)).toBeGreaterThanOrEqual(0);
          await expectBalanced(people, group, packets, ordered);
          expect(await difference()).toBe(0);
        }),
        { numRuns: 12, endOnFailure: true },
      );
    });
  });
}
