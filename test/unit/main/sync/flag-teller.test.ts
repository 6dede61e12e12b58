import { beforeEach, describe, expect, it } from 'vitest';
import { createFlagTeller } from '../../../../src/main/sync/flag-teller.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { FlagsChange } from '../../../../src/shared/model/flags.ts';
import type { ConversationId } from '../../../../src/shared/model/ids.ts';
import { conversationId } from '../../../contract/client-store/fixture.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const [ONE, TWO] = [conversationId(1), conversationId(2)];
const logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => logger };

describe('telling the relay of flags', () => {
  let clock: ManualClock;
  let pending: Map<ConversationId, FlagsChange>;
  let told: unknown[];
  let answer: (args: unknown) => Promise<unknown>;

  beforeEach(() => {
    clock = new ManualClock();
    pending = new Map([
      [ONE, { pinned: true }],
      [TWO, { archived: 3 }],
    ]);
    told = [];
    answer = () => Promise.resolve({});
  });

  function teller() {
    return createFlagTeller({
      store: {
        read: {
          pendingFlags: () =>
            Promise.resolve([...pending].map(([conversation, change]) => ({ conversation, change }))),
        },
        write: {
          flagsTold: (conversation) => {
            pending.delete(conversation);
            return Promise.resolve();
          },
        },
      },
      clock,
      random: () => 0,
      logger,
    });
  }
  const session = () => ({
    alive: true,
    request: (async (cmd: string, args: unknown) => {
      told.push({ cmd, ...(args as object) });
      return answer(args);
    }) as never,
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('[FLG-1] says what is pending when a session begins, and what is set later', async () => {
    const one = teller();
    one.kick();
    await settle();
    expect(told).toEqual([]);
    one.attach(session());
    await settle();
    expect(told).toEqual([
      { cmd: 'conversation.flag', conversation: ONE, pinned: true },
      { cmd: 'conversation.flag', conversation: TWO, archived: 3 },
    ]);
    expect(pending.size).toBe(0);
    pending.set(ONE, { unread: true });
    one.kick();
    await settle();
    expect(told).toHaveLength(3);
  });

  it('says again what was refused, after a pause; nothing is lost', async () => {
    answer = () => Promise.reject(new AppError('busy'));
    const one = teller();
    one.attach(session());
    await settle();
    expect(pending.size).toBe(2);
    answer = () => Promise.resolve({});
    clock.advance(2_000);
    await settle();
    expect(pending.size).toBe(0);
  });

  it('[VER-4] keeps to itself what an older relay does not know, and what is of no conversation there', async () => {
    answer = () => Promise.reject(new AppError('unknown_command'));
    const one = teller();
    one.attach(session());
    await settle();
    one.kick();
    clock.advance(60_000);
    await settle();
    expect(told).toHaveLength(1);
    expect(pending.size).toBe(2);
    answer = () => Promise.reject(new AppError('not_found'));
    one.attach(session());
    await settle();
    expect(pending.size).toBe(0);
  });
});
