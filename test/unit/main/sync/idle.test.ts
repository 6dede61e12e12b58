import { expect, it } from 'vitest';
import type { Store } from '../../../../src/main/store/port.ts';
import { EngineFixture } from './engine-fixture.ts';

const MINUTES = 60;

/** Every call of the store is noted by its name. */
function noting(store: Store, calls: string[]): Store {
  const note = <T extends object>(half: T): T =>
    new Proxy(half, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...args: readonly unknown[]): unknown => {
          calls.push(String(name));
          return Reflect.apply(method, target, args);
        };
      },
    });
  return { ...store, read: note(store.read), write: note(store.write) };
}

it('an engine with nothing to do knocks at the relay, looks at its index twice an hour, and polls nothing', async () => {
  const calls: string[] = [];
  const fixture = new EngineFixture((store) => noting(store, calls));
  for (let n = 1; n <= 5; n++) fixture.conversation(n * 10);
  await fixture.online();
  // The history is pulled, and what there is to know is known.
  for (let s = 0; s < 120; s += 5) await fixture.pass(5_000);
  expect(await fixture.engine.handle['history.get']({})).toEqual({ percent: 100 });
  const told: string[] = [];
  fixture.engine.on('store.changed', () => told.push('store.changed'));
  fixture.engine.on('session.changed', () => told.push('session.changed'));
  const { length: asked } = fixture.relay.socket.received;
  calls.length = 0;
  for (let s = 0; s < MINUTES * 60; s += 5) {
    await fixture.pass(5_000);
    // The heartbeat, and the next look at what the search index has grown.
    expect(fixture.clock.waiting).toBe(2);
  }
  expect(calls).toEqual(['tidyIndex', 'tidyIndex']);
  expect(told).toEqual([]);
  expect(fixture.relay.socket.received).toHaveLength(asked);
  expect(fixture.relay.dials).toBe(1);
  await fixture.engine.stop();
});
