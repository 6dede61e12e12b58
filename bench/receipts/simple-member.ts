import { v7 } from 'uuid';
import { openRawSocket } from '../relay/raw-socket.ts';
import type { FrameCounter } from './frame-counter.ts';
import type { Member } from './our-member.ts';

/** The batch of S2: ten messages or a second. */
const BATCH = 10;
const BATCH_MS = 1_000;

/** A member of one of the simple designs: acknowledges each message at once, or ten of them together. */
export async function joinSimply(port: number, counter: FrameCounter, isNaive: boolean): Promise<Member> {
  const user = v7();
  let waiting: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  const acknowledge = (): void => {
    clearTimeout(timer);
    timer = undefined;
    counter.add('report', 0);
    socket.sendText(JSON.stringify({ kind: 'ack', seqs: waiting }));
    waiting = [];
  };
  const socket = await openRawSocket(port, '/', {
    text(bytes, start, end) {
      const frame = bytes.toString('utf8', start, end);
      if (!frame.startsWith('{"kind":"message"')) {
        counter.add('receipt', end - start);
        return;
      }
      counter.add('delivery', 0);
      if (frame.includes(user)) return;
      waiting.push(Number.parseInt(frame.slice('{"kind":"message","seq":'.length), 10));
      if (isNaive || waiting.length >= BATCH) acknowledge();
      else timer ??= setTimeout(acknowledge, BATCH_MS);
    },
    closed: () => clearTimeout(timer),
  });
  socket.sendText(JSON.stringify({ kind: 'join', user }));
  return {
    send(text) {
      socket.sendText(JSON.stringify({ kind: 'send', text }));
      return Promise.resolve();
    },
    close: () => socket.close(),
  };
}
