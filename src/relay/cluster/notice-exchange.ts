import * as z from 'zod';
import type { Logger } from '../../shared/logger.ts';
import { type Bus, MAX_FRAME_BYTES } from './bus.ts';
import { Notice } from './notice.ts';

/** A node as the others know it: another one after each start. */
export const NodeId = z.uuidv7().brand<'NodeId'>();
export type NodeId = z.infer<typeof NodeId>;

/**
 * Of what nodes say to each other. A later version adds kinds and fields of notices as it likes; it takes the next number when a kind that
 * is known here comes to mean something else.
 */
const VERSION = 1;

/**
 * Notices are looked at one by one: a node of a later version may send kinds that this one does not know, beside others. Nodes of the
 * first days said no version.
 */
const Frame = z.object({
  v: z.int().min(1).max(VERSION).default(VERSION),
  from: NodeId,
  notices: z.array(z.unknown()).max(1_000),
});

export interface NoticeListener {
  notice(from: NodeId, notice: Notice): void;
  /** Notices may have been lost. */
  doubt(): void;
  /** Something was said that nobody here understands, most likely by a node of a later version. It counts as lost. */
  unknown(): void;
}

/** Notices of one turn of the event loop share a frame. So many wait at most; beyond it they count as lost. */
const MAX_GATHERED = 10_000;

/** Packs the notices of a node into frames, and unpacks those of the others. */
export class NoticeExchange {
  readonly #bus: Bus;
  readonly #defer: (task: () => void) => void;
  readonly #logger: Logger;
  readonly #node: NodeId;
  readonly #head: string;
  #gathered: string[] = [];
  #hasDropped = false;
  /** Once is enough for the log: a node of a later version says it again and again. */
  #hasWondered = false;

  constructor(bus: Bus, node: NodeId, defer: (task: () => void) => void, logger: Logger) {
    this.#bus = bus;
    this.#node = node;
    this.#defer = defer;
    this.#logger = logger;
    this.#head = `{"v":${VERSION},"from":"${node}","notices":[`;
  }

  publish(notice: Notice): void {
    if (this.#gathered.length >= MAX_GATHERED) {
      if (!this.#hasDropped) this.#logger.warn({}, 'more notices than the bus takes');
      this.#hasDropped = true;
      return;
    }
    if (this.#gathered.push(JSON.stringify(notice)) === 1) this.#defer(() => this.flush());
  }

  /** Hands over what is gathered. */
  flush(): void {
    const gathered = this.#gathered;
    this.#gathered = [];
    this.#hasDropped = false;
    let frame = '';
    for (const text of gathered) {
      // Ids, numbers, digests and words of ours: one byte a letter.
      if (frame !== '' && this.#head.length + frame.length + text.length + 3 > MAX_FRAME_BYTES) {
        this.#bus.send(`${this.#head}${frame}]}`);
        frame = '';
      }
      frame = frame === '' ? text : `${frame},${text}`;
    }
    if (frame !== '') this.#bus.send(`${this.#head}${frame}]}`);
  }

  listen(listener: NoticeListener): void {
    this.#bus.listen({
      frame: (text) => this.#unpack(text, listener),
      doubt: () => listener.doubt(),
    });
  }

  #unpack(text: string, listener: NoticeListener): void {
    const frame = parse(text);
    if (!frame) {
      this.#wonder(listener);
      return;
    }
    if (frame.from === this.#node) return;
    for (const given of frame.notices) {
      const notice = Notice.safeParse(given);
      if (notice.success) listener.notice(frame.from, notice.data);
      else this.#wonder(listener);
    }
  }

  #wonder(listener: NoticeListener): void {
    if (!this.#hasWondered)
      this.#logger.warn({}, 'something on the bus that this version does not understand');
    this.#hasWondered = true;
    listener.unknown();
  }
}

function parse(text: string): z.infer<typeof Frame> | undefined {
  try {
    return Frame.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
