import type { Dialer, Socket } from '../../src/main/net/socket.ts';
import { openRawSocket } from '../relay/raw-socket.ts';

/** What a frame is for; `delivery` is the message itself on its way to the relay and to its members. */
export type FrameKind = 'delivery' | 'report' | 'ok' | 'receipt' | 'counts' | 'other';

/** Counts frames and bytes of many clients while `counting`. */
export class FrameCounter {
  counting = false;
  bytesDown = 0;
  readonly #frames = new Map<FrameKind, number>();

  add(kind: FrameKind, bytesDown: number): void {
    if (!this.counting) return;
    this.#frames.set(kind, (this.#frames.get(kind) ?? 0) + 1);
    if (kind !== 'delivery') this.bytesDown += bytesDown;
  }

  of(...kinds: readonly FrameKind[]): number {
    return kinds.reduce((sum, kind) => sum + (this.#frames.get(kind) ?? 0), 0);
  }

  /** Everything but the delivery. */
  beyond(): number {
    return this.of('report', 'ok', 'receipt', 'counts', 'other');
  }
}

const COMMAND = /^\{"id":(\d+),"cmd":"([^"]+)"/;
const ANSWER = /^\{"(?:id":(\d+)|push":"([^"]+)")/;

function kindOfRequest(command: string): FrameKind {
  if (command === 'receipt.report') return 'report';
  if (command === 'receipt.counts') return 'counts';
  return command === 'message.send' ? 'delivery' : 'other';
}

/** Dials raw sockets of this protocol and counts what passes on them. */
export function countingDialer(counter: FrameCounter): Dialer {
  return {
    async dial(url, listener): Promise<Socket> {
      const { port, pathname } = new URL(url);
      const asked = new Map<number, FrameKind>();
      const kindOfAnswer = (frame: string): FrameKind => {
        const [, id, push] = ANSWER.exec(frame) ?? [];
        if (push !== undefined)
          return push === 'timeline.appended' ? 'delivery' : push === 'receipt.updated' ? 'receipt' : 'other';
        const kind = asked.get(Number(id)) ?? 'other';
        asked.delete(Number(id));
        return kind === 'report' ? 'ok' : kind;
      };
      const raw = await openRawSocket(Number(port), pathname, {
        text(bytes, start, end) {
          const frame = bytes.toString('utf8', start, end);
          counter.add(kindOfAnswer(frame), end - start);
          listener.text(frame);
        },
        closed: () => listener.closed(1006, ''),
      });
      return {
        send(frame) {
          const [, id, command = ''] = COMMAND.exec(frame) ?? [];
          const kind = kindOfRequest(command);
          asked.set(Number(id), kind);
          counter.add(kind, 0);
          raw.sendText(frame);
        },
        ping: () => Promise.resolve(),
        buffered: 0,
        arrived: 0,
        close: () => raw.close(),
      };
    },
  };
}
