import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { NO_EFFECTS } from '../../../../src/relay/domain/event-effects.ts';
import { DEFAULT_RECEIPT_SETTINGS } from '../../../../src/relay/domain/receipt-policy.ts';
import {
  ConversationCache,
  DEFAULT_CACHE_LIMITS,
} from '../../../../src/relay/handlers/conversation-cache.ts';
import { ReceiptNotices } from '../../../../src/relay/handlers/receipt-notices.ts';
import { TimelineFollower } from '../../../../src/relay/node/timeline-follower.ts';
import { Hub } from '../../../../src/relay/session/hub.ts';
import { openMemoryRelayStorage } from '../../../../src/relay/storage/memory/memory-relay-storage.ts';
import type { RelayStorage } from '../../../../src/relay/storage/port.ts';
import type { TimelineEvent } from '../../../../src/shared/model/event.ts';
import type { ConversationId, UserId } from '../../../../src/shared/model/ids.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { appended, StorageFixture } from '../../../contract/relay-storage/storage-fixture.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const CREATED = 1;
/** As far as anybody may look: whatever is stored by now. */
const ANY = Number.MAX_SAFE_INTEGER;

class Stage {
  readonly told: number[] = [];
  readonly id: ConversationId;
  readonly follower: TimelineFollower;
  /** Answers of the storage that were read and are not handed over yet. */
  readonly held: (() => void)[] = [];
  /** The storage does not answer. */
  isAway = false;
  resyncs = 0;
  #isHeld = false;
  readonly #anna: UserId;
  readonly #fixture: StorageFixture;

  private constructor(fixture: StorageFixture, anna: UserId, id: ConversationId) {
    this.#fixture = fixture;
    this.#anna = anna;
    this.id = id;
    const storage: RelayStorage = {
      ...fixture.storage,
      readTimeline: async (...asked) => {
        if (this.isAway) throw new AppError('internal');
        const events = await fixture.storage.readTimeline(...asked);
        if (this.#isHeld) await new Promise<void>((resolve) => this.held.push(resolve));
        return events;
      },
    };
    const { told } = this;
    const resynced = (): void => {
      this.resyncs++;
    };
    const publisher = new (class extends Hub {
      override resyncAll = resynced;

      override toAll(...[, push, body]: Parameters<Hub['toAll']>): void {
        if (push === 'timeline.appended' && 'event' in body) told.push(body.event.seq);
      }
    })();
    const conversations = new ConversationCache(storage, DEFAULT_CACHE_LIMITS);
    const receipts = new ReceiptNotices(conversations, publisher, new ManualClock(), SILENT_LOGGER);
    this.follower = new TimelineFollower(
      {
        conversations,
        logger: SILENT_LOGGER,
        publisher,
        receipts,
        receiptSettings: DEFAULT_RECEIPT_SETTINGS,
        storage,
      },
      storage,
      () => Promise.resolve(),
    );
    this.follower.skipTo(id, CREATED);
  }

  static async open(): Promise<Stage> {
    const fixture = new StorageFixture(openMemoryRelayStorage());
    const [anna] = await fixture.people(1);
    if (!anna) throw new Error('nobody');
    return new Stage(fixture, anna, await fixture.group(anna));
  }

  /** Somebody here was refused, and the storage is asked whether it has more: not yet, but the answer is on its way still. */
  async asks(): Promise<{ readonly asked: Promise<void> }> {
    this.#isHeld = true;
    const asked = this.follower.heard(this.id, ANY);
    await turn();
    this.#isHeld = false;
    return { asked };
  }

  async append(): Promise<TimelineEvent> {
    return appended(await this.#fixture.send(this.id, this.#anna)).event;
  }

  /** The answer is there, and so many steps of those who waited for it have been taken. */
  async answered(microtasks: number): Promise<void> {
    for (const release of this.held.splice(0)) release();
    for (let count = 0; count < microtasks; count++) await Promise.resolve();
  }
}

describe('a follower of timelines', () => {
  // More microtasks than lie between the answer and the last look at what is to be told.
  const MOMENTS = Array.from({ length: 20 }, (_, index) => index);

  it('tells of an event that it hears of while the storage has already been asked, whenever that is', async () => {
    for (const moment of MOMENTS) {
      const stage = await Stage.open();
      const { asked } = await stage.asks();
      const { seq } = await stage.append();
      if (moment === 0) void stage.follower.heard(stage.id, seq);
      await stage.answered(moment);
      await stage.follower.heard(stage.id, seq);
      await asked;
      expect(stage.told, `after ${moment} steps`).toEqual([seq]);
    }
  });

  it('has everybody here sync again where the storage does not give what was heard of, and then goes on', async () => {
    const stage = await Stage.open();
    const { seq } = await stage.append();
    stage.isAway = true;
    await stage.follower.heard(stage.id, seq);
    expect([stage.resyncs, stage.told]).toEqual([1, []]);
    stage.isAway = false;
    const next = await stage.append();
    await stage.follower.heard(stage.id, next.seq);
    expect([stage.resyncs, stage.told]).toEqual([1, [next.seq]]);
  });

  it('tells of an event that this node stores meanwhile, and says so, whenever that is', async () => {
    for (const moment of MOMENTS) {
      const stage = await Stage.open();
      const { asked } = await stage.asks();
      const event = await stage.append();
      if (moment > 0) await stage.answered(moment);
      let isTold = false;
      void stage.follower.stored(event, NO_EFFECTS).then(() => (isTold = true));
      await stage.answered(0);
      await asked;
      await turn();
      expect([isTold, stage.told], `after ${moment} steps`).toEqual([true, [event.seq]]);
    }
  });
});
