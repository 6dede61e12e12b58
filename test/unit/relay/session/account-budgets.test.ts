import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../../src/relay/handlers/publisher.ts';
import { AccountBudgets } from '../../../../src/relay/session/account-budgets.ts';
import { DeviceId, UserId } from '../../../../src/shared/model/ids.ts';
import { COMMANDS, type CommandName } from '../../../../src/shared/protocol/commands.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { seededIds } from '../../../support/seeded-random.ts';

const makeId = seededIds(5);
const caller = (user = UserId.parse(makeId())): Caller => ({
  user,
  device: DeviceId.parse(makeId()),
  synced: false,
  version: '1.0',
  features: new Set(),
});
const LIMITS = { commandsPerSecond: 10, messagesPerSecond: 1 };

describe('account budgets', () => {
  it('[LIM-1] are shared by the connections of an account, and not by accounts', () => {
    const budgets = new AccountBudgets(new ManualClock(), LIMITS);
    const [laptop, other] = [caller(), caller()];
    const phone = caller(laptop.user);
    for (const one of [laptop, phone, other]) budgets.attached(one);
    const tries = (one: Caller, count: number): number =>
      Array.from({ length: count }, () => budgets.take(one.user, 'people.list')).filter((over) => !over)
        .length;
    expect([tries(laptop, 60), tries(phone, 60), tries(other, 100)]).toEqual([60, 40, 100]);
    expect(budgets.take(phone.user, 'people.list')).toEqual({
      limit: 'account-commands',
      retryAfterMs: 1_000,
      isAbuse: false,
    });
  });

  it('[LIM-1] outlast the connections until they are full again, and cost nothing from then on', () => {
    const clock = new ManualClock();
    const budgets = new AccountBudgets(clock, LIMITS);
    const anna = caller();
    budgets.attached(anna);
    for (let i = 0; i < 100; i++) budgets.take(anna.user, 'people.list');
    budgets.detached(anna);
    budgets.attached(anna);
    expect(budgets.take(anna.user, 'people.list')).toBeDefined();
    budgets.detached(anna);
    clock.advance(10_000);
    const bo = caller();
    budgets.attached(bo);
    budgets.detached(bo);
    expect(budgets.size).toBe(1);
  });

  it('bounds how many it remembers of those who are away', () => {
    const budgets = new AccountBudgets(new ManualClock(), LIMITS);
    for (let i = 0; i < 12_000; i++) {
      const one = caller();
      budgets.attached(one);
      budgets.take(one.user, 'people.list');
      budgets.detached(one);
    }
    expect(budgets.size).toBe(10_000);
  });

  it('[LIM-2] count what writes to timelines once more', () => {
    const budgets = new AccountBudgets(new ManualClock(), { commandsPerSecond: 1_000, messagesPerSecond: 1 });
    const writes = (command: CommandName): boolean => {
      const one = caller();
      budgets.attached(one);
      for (let i = 0; i < 10; i++) budgets.take(one.user, command);
      return budgets.take(one.user, command) !== undefined;
    };
    const all = (Object.keys(COMMANDS) as CommandName[]).filter(
      (name) => COMMANDS[name].access === 'signed-in',
    );
    expect(all.filter((name) => !writes(name)).sort()).toEqual([
      'account.changePassword',
      'account.createInvite',
      'account.deactivate',
      'channel.manage',
      'channel.pull',
      'channel.reach',
      'channel.report',
      'channel.rights',
      'conversation.flag',
      'conversation.look',
      'conversation.members',
      'device.list',
      'device.revoke',
      'draft.pull',
      'message.pins',
      'packet.states',
      'packet.takers',
      'people.get',
      'people.list',
      'people.pull',
      'picture.get',
      'points.get',
      'presence.watch',
      'receipt.counts',
      'receipt.list',
      'receipt.report',
      'receipt.setDirect',
      'session.signOut',
      'sync.pull',
      'timeline.pull',
      'typing.send',
    ]);
  });

  it('[LIM-3] call it abuse after 200 refusals at once, or 20 a second for long', () => {
    const clock = new ManualClock();
    const budgets = new AccountBudgets(clock, { commandsPerSecond: 1, messagesPerSecond: 1 });
    const anna = caller();
    budgets.attached(anna);
    const refusals = (count: number): number =>
      Array.from({ length: count }, () => budgets.take(anna.user, 'people.list')).filter(
        (over) => over?.isAbuse,
      ).length;
    expect(refusals(10 + 200)).toBe(0);
    expect(refusals(1)).toBe(1);
    clock.advance(1_000);
    // One command is allowed again, and 20 refusals.
    expect([refusals(21), refusals(1)]).toEqual([0, 1]);
  });
});
