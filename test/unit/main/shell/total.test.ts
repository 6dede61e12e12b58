import { expect, it } from 'vitest';
import { createTotal } from '../../../../src/main/shell/total.ts';
import { EngineFixture, message, settle } from '../sync/engine-fixture.ts';

it('is the sum of all badges, told once for each number, and 0 when everything is read (X3)', async () => {
  const fixture = new EngineFixture();
  const told: number[] = [];
  const total = createTotal(
    (count) => told.push(count),
    () => expect.unreachable(),
  );
  const detach = total.attach(fixture.engine);
  const first = fixture.conversation(2);
  const second = fixture.conversation(3);
  await fixture.online();
  await fixture.pass(200);
  const totalUnread = await fixture.engine.totalUnread();
  expect([total.value(), told.at(-1)]).toEqual([totalUnread, totalUnread]);
  fixture.relay.socket.push('timeline.appended', { event: message(first, 3) });
  await fixture.pass(200);
  expect(total.value()).toBe(6);
  for (const conversation of [first, second]) await fixture.engine.handle['read.all']({ conversation });
  await fixture.pass(200);
  expect(total.value()).toBe(0);
  expect(told.every((count, index) => count !== told[index - 1])).toBe(true);

  fixture.relay.socket.push('timeline.appended', { event: message(first, 4) });
  await fixture.pass(200);
  detach();
  await settle();
  expect(told.at(-1)).toBe(0);
});
