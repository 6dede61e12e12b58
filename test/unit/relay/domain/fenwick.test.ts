import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FenwickTree } from '../../../../src/relay/domain/fenwick.ts';

const MAX = 300;
const additions = fc.array(
  fc.record({
    from: fc.integer({ min: 1, max: MAX }),
    length: fc.nat({ max: MAX }),
    delta: fc.integer({ min: -5, max: 5 }),
  }),
  { maxLength: 40 },
);

describe('Fenwick tree', () => {
  it('gives the same values as an array, over any growth and from any start', () => {
    fc.assert(
      fc.property(additions, fc.nat({ max: 40 }), (all, prepared) => {
        const values = new Array<number>(2 * MAX + 200).fill(0);
        const differences = new Int32Array(2 * MAX + 2);
        for (const { from, length, delta } of all.slice(0, prepared)) {
          differences[from] = (differences[from] ?? 0) + delta;
          differences[from + length + 1] = (differences[from + length + 1] ?? 0) - delta;
        }
        const tree = prepared === 0 ? new FenwickTree() : FenwickTree.fromDifferences(differences);
        all.forEach(({ from, length, delta }, index) => {
          for (let at = from; at <= from + length; at++) values[at] = (values[at] ?? 0) + delta;
          if (index >= prepared) tree.addRange(from, from + length, delta);
        });
        for (let at = 1; at < values.length; at++) expect(tree.at(at)).toBe(values[at]);
      }),
    );
  });

  it('tells each change at once, whatever was asked before it', () => {
    fc.assert(
      fc.property(additions, fc.integer({ min: 1, max: MAX }), (all, asked) => {
        const tree = new FenwickTree();
        let value = 0;
        for (const { from, length, delta } of all) {
          tree.addRange(from, from + length, delta);
          if (from <= asked && asked <= from + length) value += delta;
          expect(tree.at(asked)).toBe(value);
        }
      }),
    );
  });

  it('adds to all values from an index on, also to those not used yet', () => {
    const tree = new FenwickTree();
    tree.addFrom(3, 2);
    tree.addFrom(1_000, 5);
    expect([tree.at(2), tree.at(3), tree.at(999), tree.at(1_000), tree.at(5_000_000)]).toEqual([
      0, 2, 2, 7, 7,
    ]);
  });
});
