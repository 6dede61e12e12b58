import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wireOf } from '../../../../src/relay/transport/wire-frame.ts';
import { FrameChain, type OutFrame, outFrame } from '../../../../src/relay/session/out-frame.ts';
import { chained } from '../../../support/frames.ts';

/** Reads frames as RFC 6455 lays them out; only whole, unmasked text frames are expected. */
function read(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes);
  const texts: string[] = [];
  for (let at = 0; at < buffer.length;) {
    expect(buffer[at]).toBe(0x81);
    const short = buffer.readUInt8(at + 1);
    expect(short).toBeLessThan(128);
    const long =
      short < 126 ? 0 : short === 126 ? buffer.readUInt16BE(at + 2) : Number(buffer.readBigUInt64BE(at + 2));
    const [header, length] = short < 126 ? [2, short] : [short === 126 ? 4 : 10, long];
    // The shortest form is the only valid one.
    expect(length).toBeGreaterThan(short < 126 ? -1 : short === 126 ? 125 : 65_535);
    texts.push(buffer.toString('utf8', at + header, at + header + length));
    at += header + length;
  }
  return texts;
}

describe('wire frame', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 300_000])('frames a text of %i bytes', (length) => {
    const text = 'x'.repeat(length);
    expect(read(wireOf(chained(text)))).toEqual([text]);
  });

  it('counts bytes, not characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(read(wireOf(chained(text)))).toEqual([text]);
      }),
    );
  });

  it('joins frames in order, once for all who have the same', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((text) => outFrame(text)) as [OutFrame, OutFrame, OutFrame];
    const first = FrameChain.of(a).with(b).with(c);
    expect(read(wireOf(first))).toEqual(['a', 'b', 'c']);
    expect(FrameChain.of(a).with(b).with(c)).toBe(first);
    expect(wireOf(FrameChain.of(a).with(b).with(c))).toBe(wireOf(first));
  });

  it('keeps what one connection gets apart from what others get', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((text) => outFrame(text)) as [OutFrame, OutFrame, OutFrame];
    const both = FrameChain.of(a).with(b);
    const another = FrameChain.of(a).with(c);
    const more = both.with(c);
    expect([FrameChain.of(a), both, another, more].map((chain) => read(wireOf(chain)))).toEqual([
      ['a'],
      ['a', 'b'],
      ['a', 'c'],
      ['a', 'b', 'c'],
    ]);
    expect(read(wireOf(FrameChain.of(c).with(a)))).toEqual(['c', 'a']);
  });
});
