import { v7 } from 'uuid';
import type { Dialer, SocketListener } from '../../src/main/net/socket.ts';
import type { ConversationHead } from '../../src/shared/model/conversation.ts';
import type { TimelineEvent } from '../../src/shared/model/event.ts';
import type { ConversationId } from '../../src/shared/model/ids.ts';
import type { Person } from '../../src/shared/model/person.ts';
import type { CommandResult } from '../../src/shared/protocol/commands.ts';

/** The far end of the socket, in this process: it costs the client nothing but what a relay's frames cost it. */
export class StandInRelay implements Dialer {
  /** Of each conversation the seq before its first event, and its events as they go out. */
  readonly #timelines = new Map<ConversationId, { readonly before: number; readonly events: string[] }>();
  readonly #me: Person;
  readonly #heads: readonly ConversationHead[];
  #listener: SocketListener | undefined;

  readonly #position: number;

  /** `heads` are what has changed up to `position`. */
  constructor(me: Person, heads: readonly ConversationHead[], position = 1) {
    this.#me = me;
    this.#heads = heads;
    this.#position = position;
  }

  /** A timeline; it may begin anywhere and has no holes from there on. It is encoded now, so that pages cost next to nothing later. */
  keep(conversation: ConversationId, events: readonly TimelineEvent[]): void {
    this.#timelines.set(conversation, {
      before: (events[0]?.seq ?? 1) - 1,
      events: events.map((event) => JSON.stringify(event)),
    });
  }

  /** One frame, as it comes from the network. */
  deliver(frame: string): void {
    this.#listener?.text(frame);
  }

  dial: Dialer['dial'] = (_url, listener) => {
    this.#listener = listener;
    return Promise.resolve({
      buffered: 0,
      arrived: 0,
      send: (frame) => this.#take(frame),
      ping: () => Promise.resolve(),
      close: () => listener.closed(1000, ''),
    });
  };

  #take(frame: string): void {
    const { id, cmd, args } = JSON.parse(frame) as { id: number; cmd: string; args: Record<string, unknown> };
    const ok = cmd === 'timeline.pull' ? this.#page(args) : JSON.stringify(this.#answer(cmd, args));
    const reply = `{"id":${id},"ok":${ok}}`;
    setImmediate(() => this.deliver(reply));
  }

  #answer(cmd: string, args: Record<string, unknown>): unknown {
    switch (cmd) {
      case 'session.hello':
        return {
          version: 1,
          relay: { id: 'bench', name: 'Bench' },
          registration: 'open',
          now: 0,
          heartbeatMs: 20_000,
          features: [],
          changeWindowMs: 86_400_000,
          receiptPolicy: 'by-conversation',
        } satisfies CommandResult<'session.hello'>;
      case 'session.resume':
        return { user: this.#me, device: v7() };
      case 'sync.pull':
        return {
          conversations: (args['position'] as number) < this.#position ? this.#heads : [],
          position: this.#position,
          more: false,
        };
      case 'people.get':
        return { people: [] };
      case 'receipt.counts':
        return { receipts: [] };
      default:
        return {};
    }
  }

  #page(args: Record<string, unknown>): string {
    const timeline = this.#timelines.get(args['conversation'] as ConversationId);
    if (!timeline) return '{"events":[]}';
    const { before, events } = timeline;
    const to = Math.min(before + events.length, args['to'] as number);
    const first = Math.max(before + 1, args['from'] as number, to - (args['limit'] as number) + 1);
    return `{"events":[${events.slice(first - before - 1, Math.max(0, to - before)).join(',')}]}`;
  }
}
