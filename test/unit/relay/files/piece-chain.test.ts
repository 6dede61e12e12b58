import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainOf } from '../../../../src/relay/files/piece-chain.ts';

const WIDTH = 40;
const aPiece = fc.record({ offset: fc.nat(WIDTH), length: fc.integer({ min: 1, max: 12 }) });

describe('the chain of pieces of an upload', () => {
  it('reaches to the first byte that nobody has brought, and takes each byte from one piece', () => {
    fc.assert(
      fc.property(fc.array(aPiece, { maxLength: 20 }), (pieces) => {
        const there = new Set(
          pieces.flatMap(({ offset, length }) => [...Array(length).keys()].map((n) => offset + n)),
        );
        let hole = 0;
        while (there.has(hole)) hole++;
        const { end, links } = chainOf(pieces);
        expect(end).toBe(hole);
        const taken = links.flatMap(({ piece, skip }) =>
          [...Array(piece.length).keys()].slice(skip).map((n) => piece.offset + n),
        );
        expect(taken).toEqual([...Array(end).keys()]);
        // In whatever order they are listed.
        expect(chainOf([...pieces].reverse())).toEqual({ end, links });
      }),
    );
  });
});
