import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Receiver } from 'ws';
import { FrameJoiner, wireOf } from '../../../../src/relay/transport/wire-frame.ts';
import { outFrame } from '../../../../src/relay/session/connection.ts';

/** What an independent WebSocket implementation reads from the bytes. */
function read(bytes: Uint8Array): Promise<string[]> {
  const receiver = new Receiver({ isServer: false });
  const texts: string[] = [];
  receiver.on('message', (data: Buffer) => texts.push(data.toString('utf8')));
  return new Promise((resolve, reject) => {
    receiver.on('error', reject);
    receiver.end(bytes, () => resolve(texts));
  });
}

describe('wire frame', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 300_000])('frames a text of %i bytes', async (length) => {
    const text = 'x'.repeat(length);
    expect(await read(wireOf(outFrame(text)))).toEqual([text]);
  });

  it('counts bytes, not characters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), async (text) => {
        expect(await read(wireOf(outFrame(text)))).toEqual([text]);
      }),
    );
  });

  it('is built once', () => {
    const frame = outFrame('once');
    expect(wireOf(frame)).toBe(wireOf(frame));
  });

  it('joins frames in order, once for equal lists', async () => {
    const joiner = new FrameJoiner();
    const frames = ['a', 'b', 'c'].map(outFrame);
    const joined = joiner.join(frames);
    expect(await read(joined)).toEqual(['a', 'b', 'c']);
    expect(joiner.join([...frames])).toBe(joined);
    expect(await read(joiner.join(frames.toReversed()))).toEqual(['c', 'b', 'a']);
    expect(await read(joiner.join(frames.slice(0, 2)))).toEqual(['a', 'b']);
  });
});
