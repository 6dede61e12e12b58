import type { ConversationId } from '../../shared/model/ids.ts';
import type { Feature } from '../../shared/protocol/features.ts';

/** What becomes of a push while too much waits for a connection (SYN-7). */
export type UnderPressure =
  /** Left out: a notice tells the client to sync the conversation. */
  | { readonly kind: 'notice'; readonly conversation: ConversationId; readonly seq: number }
  /** Only the newest of those with this key is sent. */
  | { readonly kind: 'latest'; readonly key: string }
  /** Left out: soon it would not be true any more, or another one follows. */
  | { readonly kind: 'drop' };

/**
 * A frame on its way to many connections: its text is encoded once, and a transport may keep the bytes it made of it in
 * `wire`, so that every further connection costs one write only.
 */
export interface OutFrame {
  readonly text: string;
  wire: Uint8Array | undefined;
  /** Once it was asked for: the chain of this frame and no other. */
  alone: FrameChain | undefined;
  /** `undefined`: it is sent however much waits; a reply. */
  readonly underPressure: UnderPressure | undefined;
  /** It goes to many, and may share its writes with what follows a few milliseconds later. */
  readonly toMany: boolean;
  /** What a client gets in its place that does not know this feature (VER-3); `undefined`: everybody gets it as it is. */
  readonly without: Without | undefined;
}

interface Without {
  readonly feature: Feature;
  /** `undefined`: nothing at all. */
  readonly frame: OutFrame | undefined;
}

export function outFrame(
  text: string,
  underPressure?: UnderPressure,
  toMany = false,
  without?: Without,
): OutFrame {
  return { text, wire: undefined, alone: undefined, underPressure, toMany, without };
}

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
