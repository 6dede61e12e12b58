import { describe, expect, it } from 'vitest';
import type { Store } from '../../../../src/main/store/port.ts';
import { createStorageWatch } from '../../../../src/main/sync/storage-watch.ts';
import { AppError, type ErrorCode } from '../../../../src/shared/errors.ts';
import type { StorageState } from '../../../../src/shared/ipc/views.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { EngineFixture, head, message, settle } from './engine-fixture.ts';

/** A store whose disk refuses every write while it is told to. */
function refusing(real: Store): { readonly store: Store; refuse: ErrorCode | undefined } {
  let listener: (error: AppError, isOver: boolean) => void = () => undefined;
  const disk: { readonly store: Store; refuse: ErrorCode | undefined } = {
    refuse: undefined,
    store: {
      ...real,
      onFault: (next) => void (listener = next),
      write: new Proxy(real.write, {
        get(target, name, receiver): unknown {
          if (disk.refuse === undefined) return Reflect.get(target, name, receiver);
          const error = new AppError(disk.refuse);
          return () => {
            listener(error, false);
            return Promise.reject(error);
          };
        },
      }),
    },
  };
  return disk;
}

describe('a disk that is full', () => {
  it('is said, sending says why, nothing is lost, and all goes on by itself when there is room', async () => {
    const disk: { current?: ReturnType<typeof refusing> } = {};
    const fixture = new EngineFixture((real) => (disk.current = refusing(real)).store);
    const { engine, relay } = fixture;
    const states: StorageState[] = [];
    engine.on('storage.changed', (state) => states.push(state));
    const conversation = fixture.conversation(3);
    relay.on('message.send', () => ({ seq: 5, ordinal: 5, at: 5_000 }));
    await fixture.online();
    await fixture.pass(200);
    const content = { type: 'text', text: 'hello' } as const;

    if (disk.current) disk.current.refuse = 'disk_full';
    await expectCode(engine.handle['message.send']({ conversation, content }), 'disk_full');
    fixture.timelines.get(conversation)?.push(message(conversation, 4));
    relay.socket.push('timeline.appended', { event: message(conversation, 4) });
    await settle();
    expect(await engine.handle['storage.get']({})).toMatchObject({ trouble: 'disk_full' });
    await fixture.pass(12_000);
    expect(await engine.handle['storage.get']({})).toMatchObject({ trouble: 'disk_full' });

    if (disk.current) disk.current.refuse = undefined;
    fixture.changed = [head(conversation, 4)];
    fixture.position = 2;
    await fixture.pass(6_000);
    expect(await engine.handle['storage.get']({})).toMatchObject({ trouble: null });
    expect(fixture.state).toBe('online');
    const { items } = await engine.handle['timeline.page']({
      conversation,
      anchor: { at: 'latest' },
      limit: 10,
    });
    expect(items.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    await engine.handle['message.send']({ conversation, content });
    expect(states.map(({ trouble }) => trouble)).toEqual(['disk_full', null]);
    await engine.stop();
  });
});

describe('a store that is damaged', () => {
  it('is told of once, and salvaged step by step until nothing is left', async () => {
    const clock = new ManualClock();
    const steps = [true, true, false];
    let listener: (error: AppError, isOver: boolean) => void = () => undefined;
    const told: StorageState[] = [];
    let damaged = 0;
    const never = (): Promise<never> => Promise.reject(new Error('not asked for here'));
    const watch = createStorageWatch({
      // The watch calls these methods only.
      store: {
        onFault: (next: typeof listener) => void (listener = next),
        read: { recovery: () => Promise.resolve(null) },
        write: {
          salvageMore: () => {
            const delta = { conversations: [], people: [], timelines: [] };
            return Promise.resolve({ delta, more: steps.shift() ?? false });
          },
          probe: never,
        },
      } as unknown as Store,
      clock,
      logger: SILENT_LOGGER,
      feed: { add: () => undefined },
      emit: (state) => told.push(state),
      onRoom: () => undefined,
      onDamaged: () => void (damaged += 1),
      giveWay: (work) => work(),
    });
    watch.start();
    for (let i = 0; i < 5; i++) {
      await settle();
      clock.advance(10);
    }
    await settle();
    expect(steps).toEqual([]);
    listener(new AppError('store_damaged'), false);
    listener(new AppError('store_damaged'), false);
    listener(new AppError('disk_full'), false);
    await settle();
    expect(damaged).toBe(1);
    expect(told.at(-1)).toEqual({ trouble: 'store_damaged', recovery: null });
    watch.stop();
    clock.advance(60_000);
    expect(clock.waiting).toBe(0);
  });
});
