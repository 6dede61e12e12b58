import { outFrame } from '../../src/relay/session/connection.ts';
import { FrameChain } from '../../src/relay/session/frame-chain.ts';

/** Texts as frames that are sent together. */
export function chained(first: string, ...more: readonly string[]): FrameChain {
  return more.reduce((chain, text) => chain.with(outFrame(text)), FrameChain.of(outFrame(first)));
}
