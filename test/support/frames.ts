import { FrameChain, outFrame } from '../../src/relay/session/out-frame.ts';

/** Texts as frames that are sent together. */
export function chained(first: string, ...more: readonly string[]): FrameChain {
  return more.reduce((chain, text) => chain.with(outFrame(text)), FrameChain.of(outFrame(first)));
}
