import type { OutFrame } from './connection.ts';

/**
 * Frames that wait to be written together. The members of a group get the same frames in the same turn, so their connections
 * share one chain: queueing for one more makes nothing new, and a transport makes its bytes once. A chain never changes.
 */
export class FrameChain {
  /** What a transport made of all its frames; its own to keep here. */
  wire: Uint8Array | undefined;
  readonly #last: OutFrame;
  readonly #before: FrameChain | undefined;
  /** The chain that came of this one most recently: the next connection is likely to want the same. */
  #longer: FrameChain | undefined;

  private constructor(last: OutFrame, before: FrameChain | undefined) {
    this.#last = last;
    this.#before = before;
  }

  /** The chain of a frame alone, the same one each time. */
  static of(frame: OutFrame): FrameChain {
    frame.alone ??= new FrameChain(frame, undefined);
    return frame.alone;
  }

  /** This chain with one more frame at its end. */
  with(frame: OutFrame): FrameChain {
    const known = this.#longer;
    if (known && known.#last === frame) return known;
    return (this.#longer = new FrameChain(frame, this));
  }

  /** Oldest first; at least one. */
  frames(): OutFrame[] {
    const frames = [this.#last];
    for (let chain = this.#before; chain; chain = chain.#before) frames.push(chain.#last);
    return frames.reverse();
  }
}
