import { describe, expect, it } from 'vitest';
import { type Bus, type BusListener, MAX_FRAME_BYTES } from '../../../../src/relay/cluster/bus.ts';
import { Notice } from '../../../../src/relay/cluster/notice.ts';
import { NodeId, NoticeExchange } from '../../../../src/relay/cluster/notice-exchange.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { ConversationId } from '../../../../src/shared/model/ids.ts';
import { mutateText, mutateValue } from '../../../support/fuzz/mutations.ts';
import { valueFor } from '../../../support/fuzz/schema-values.ts';
import { seededIds, seededRandom } from '../../../support/seeded-random.ts';

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
  const wondered: number[] = [];
  const listener = {
    notice: (_from: NodeId, one: Notice) => void heard.push(one),
    doubt: () => undefined,
    // After how many notices.
    unknown: () => void wondered.push(heard.length),
  };
  return { bus, tasks, sender, receiver, heard, wondered, listener };
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

  it('tells of what a later version says, and of what is no frame, and understands the rest', () => {
    const { bus, receiver, heard, wondered, listener } = ends();
    receiver.listen(listener);
    const from = makeId();
    const later = { kind: 'of tomorrow', conversation };
    bus.listener?.frame(
      JSON.stringify({ v: 1, from, notices: [{ ...notice(1), note: 'more' }, later, notice(2)] }),
    );
    for (const broken of [
      '',
      '{',
      '[]',
      '{"from":"me","notices":[]}',
      JSON.stringify({ from, notices: 1 }),
      // What is known here means something else there.
      JSON.stringify({ v: 2, from, notices: [notice(3)] }),
    ])
      bus.listener?.frame(broken);
    expect(heard).toEqual([notice(1), notice(2)]);
    expect(wondered).toEqual([1, 2, 2, 2, 2, 2, 2]);
  });

  it('takes whatever comes: a notice, or something that is told of, and never more than was said', () => {
    const { bus, receiver, heard, wondered, listener } = ends();
    receiver.listen(listener);
    const random = seededRandom(8);
    const from = makeId();
    for (let round = 0; round < 2_000; round++) {
      heard.length = 0;
      wondered.length = 0;
      const said = Array.from({ length: 3 }, () => valueFor(Notice, random));
      const notices = said.map((one) => (random() < 0.3 ? mutateValue(one, random) : one));
      bus.listener?.frame(JSON.stringify({ v: 1, from, notices }));
      expect(heard.length + wondered.length).toBe(3);
      for (const one of heard) expect(Notice.safeParse(one).success).toBe(true);
      bus.listener?.frame(mutateText(JSON.stringify({ v: 1, from, notices: said }), random));
    }
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
