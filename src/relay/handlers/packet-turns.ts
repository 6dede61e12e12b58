import type { ConversationId } from '../../shared/model/ids.ts';
import type { OwnPacketState } from '../../shared/model/packet.ts';

/** Takes of one red packet that are with the storage at a time; the others wait, and most of them need not write any more. */
const MAX_WRITING = 32;
/** Red packets that are known to be over; of the one that was met longest ago the storage is asked again. */
const MAX_OVER = 10_000;

interface Turns {
  writing: number;
  readonly waiting: (() => void)[];
}

/**
 * Lets those who are not quick enough be answered by reading. Thousands may take of one red packet at once; each that writes waits
 * for all before it, and once the last share is given out there is nothing to write. What is over stays over.
 */
export class PacketTurns {
  readonly #over = new Set<string>();
  readonly #turns = new Map<string, Turns>();

  /** `read` when the red packet is known to be over, also where that is learned while this waited for its turn. */
  async take<T extends { readonly packet: OwnPacketState }>(
    conversation: ConversationId,
    seq: number,
    { write, read }: { readonly write: () => Promise<T>; readonly read: () => Promise<T> },
  ): Promise<T> {
    const key = `${conversation} ${seq}`;
    if (this.#over.has(key)) return read();
    const turns = this.#turns.get(key) ?? { writing: 0, waiting: [] };
    this.#turns.set(key, turns);
    if (turns.writing < MAX_WRITING) turns.writing++;
    else await new Promise<void>((resolve) => turns.waiting.push(resolve));
    try {
      if (this.#over.has(key)) return await read();
      const outcome = await write();
      if (outcome.packet.phase !== 'open') this.#remember(key);
      return outcome;
    } finally {
      // A turn is handed on.
      const next = turns.waiting.shift();
      if (next) next();
      else if (--turns.writing === 0) this.#turns.delete(key);
    }
  }

  #remember(key: string): void {
    this.#over.add(key);
    const [oldest] = this.#over;
    if (this.#over.size > MAX_OVER && oldest !== undefined) this.#over.delete(oldest);
  }
}
