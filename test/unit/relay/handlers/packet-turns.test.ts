import { expect, it } from 'vitest';
import { PacketTurns } from '../../../../src/relay/handlers/packet-turns.ts';
import type { OwnPacketState } from '../../../../src/shared/model/packet.ts';
import { newConversationId } from '../../main/sync/engine-fixture.ts';
import { turn } from '../../../support/relay-world.ts';

const packet = (phase: OwnPacketState['phase']): { packet: OwnPacketState } => ({
  packet: { seq: 1, phase, taken: 1, takenPoints: 1, expiresAt: 1, mine: null },
});

it('[PKT-3] takes of a red packet wait for their turn, and read instead of writing once it is over', async () => {
  const turns = new PacketTurns();
  const id = newConversationId();
  const writes: ((phase: OwnPacketState['phase']) => void)[] = [];
  let reads = 0;
  const take = () =>
    turns.take(id, 1, {
      write: () =>
        new Promise<ReturnType<typeof packet>>((resolve) => writes.push((phase) => resolve(packet(phase)))),
      read: () => Promise.resolve((reads++, packet('finished'))),
    });
  const all = Promise.all(Array.from({ length: 100 }, take));
  await turn();
  expect(writes).toHaveLength(32);
  writes[0]?.('open');
  await turn();
  expect(writes).toHaveLength(33);
  writes[1]?.('finished');
  await turn();
  expect(writes).toHaveLength(33);
  for (const write of writes.slice(2)) write('finished');
  await all;
  expect(reads).toBe(67);
  await take();
  expect([writes.length, reads]).toEqual([33, 68]);
});

it('[PKT-3] a take that fails gives its turn to the next', async () => {
  const turns = new PacketTurns();
  const id = newConversationId();
  const refused = {
    write: () => Promise.reject(new Error('refused')),
    read: () => Promise.resolve(packet('open')),
  };
  const all = await Promise.allSettled(Array.from({ length: 100 }, () => turns.take(id, 1, refused)));
  expect(all.every(({ status }) => status === 'rejected')).toBe(true);
});
