import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAnyRequest, decodeRequest, encodeRequest } from '../../../src/shared/protocol/codec.ts';

const conversation = '0192f5d2-0000-7000-8000-00000000000a';

/** Almost an acknowledgement, or one: whatever it is, the short way must find in it what the schemas find. */
const almost = fc
  .record({
    id: fc.constantFrom('1', '0', '-1', '01', '999999999999999', '9007199254740993', '1e3', '"1"'),
    cmd: fc.constantFrom('receipt.report', 'receipt_report', 'receipt.counts'),
    conversation: fc.constantFrom(
      conversation,
      conversation.toUpperCase(),
      conversation.replace('7', '4'),
      conversation.slice(1),
      `${conversation}","x":"`,
    ),
    delivered: fc.constantFrom('1', '0', '007', '999999999', '2147483647', '2147483648', '1.5', 'null'),
    tail: fc.constantFrom('', ' ', '\n', ',"x":1', '}'),
  })
  .map(
    ({ id, cmd, conversation: chat, delivered, tail }) =>
      `{"id":${id},"cmd":"${cmd}","args":{"conversations":[{"conversation":"${chat}","delivered":${delivered}}]}}${tail}`,
  );

describe('the short way to decode an acknowledgement', () => {
  it('finds what the schemas find, also in what only looks like one', () => {
    fc.assert(
      fc.property(almost, (text) => {
        expect(decodeRequest(text)).toEqual(decodeAnyRequest(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds what this project writes', () => {
    const args = { conversations: [{ conversation, delivered: 44 }] };
    const request = { id: 7, cmd: 'receipt.report', args };
    expect(decodeRequest(encodeRequest(7, 'receipt.report', args))).toEqual({ kind: 'request', request });
  });
});
