import { describe, expect, it } from 'vitest';
import { type Bus, type BusListener, MAX_FRAME_BYTES } from '../../../../src/relay/cluster/bus.ts';
import type { Notice } from '../../../../src/relay/cluster/notice.ts';
import { NodeId, NoticeExchange } from '../../../../src/relay/cluster/notice-exchange.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { ConversationId } from '../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../support/seeded-random.ts';

const makeId = seededIds(2);
const conversation = ConversationId.parse(makeId());
const notice = (seq: number): Notice => ({ kind: 'timeline', conversation, seq, position: seq });

/** Keeps frames until somebody takes them. */
class HeldBus implements Bus {
  readonly frames: string[] = [];
  listener: BusListener | undefined;

  send(text: string): void {
    this.frames.push(text);
  }

  listen(listener: BusListener): void {
    this.listener = listener;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function ends() {
  const bus = new HeldBus();
  const tasks: (() => void)[] = [];
  const make = () =>
    new NoticeExchange(bus, NodeId.parse(makeId()), (task) => tasks.push(task), SILENT_LOGGER);
  const [sender, receiver] = [make(), make()];
  const heard: Notice[] = [];
  const listener = { notice: (_from: NodeId, one: Notice) => void heard.push(one), doubt: () => undefined };
  return { bus, tasks, sender, receiver, heard, listener };
}

describe('an exchange of notices', () => {
  it('packs what a turn has gathered into frames that every bus takes, and unpacks them in order', () => {
    const { bus, tasks, sender, receiver, heard, listener } = ends();
    const told = Array.from({ length: 300 }, (_, index) => notice(index + 1));
    for (const one of told) sender.publish(one);
    expect(tasks).toHaveLength(1);
    tasks[0]?.();
    expect(bus.frames.length).toBeGreaterThan(1);
    expect(Math.max(...bus.frames.map((frame) => Buffer.byteLength(frame)))).toBeLessThanOrEqual(
      MAX_FRAME_BYTES,
    );
    receiver.listen(listener);
    for (const frame of bus.frames) bus.listener?.frame(frame);
    expect(heard).toEqual(told);
  });

  it('hears nothing of itself', () => {
    const { bus, sender, heard, listener } = ends();
    sender.publish(notice(1));
    sender.flush();
    sender.listen(listener);
    for (const frame of bus.frames) bus.listener?.frame(frame);
    expect(heard).toEqual([]);
  });

  it('leaves out what a later version says, and what is no frame', () => {
    const { bus, receiver, heard, listener } = ends();
    receiver.listen(listener);
    const from = makeId();
    const later = { kind: 'of tomorrow', conversation };
    bus.listener?.frame(
      JSON.stringify({ from, notices: [later, { ...notice(1), note: 'more' }, notice(2)] }),
    );
    for (const broken of ['', '{', '[]', '{"from":"me","notices":[]}', JSON.stringify({ from, notices: 1 })])
      bus.listener?.frame(broken);
    expect(heard).toEqual([notice(1), notice(2)]);
  });

  it('drops what is more than 10,000 in a turn, and nothing afterwards', () => {
    const { bus, sender, receiver, heard, listener } = ends();
    for (let seq = 1; seq <= 10_001; seq++) sender.publish(notice(seq));
    sender.flush();
    sender.publish(notice(10_002));
    sender.flush();
    receiver.listen(listener);
    for (const frame of bus.frames) bus.listener?.frame(frame);
    expect(heard).toHaveLength(10_001);
    expect(heard.slice(-2)).toEqual([notice(10_000), notice(10_002)]);
  });
});
