import { startsWith } from './starts-with.ts';

const OPEN = '<'.charCodeAt(0);
const CLOSE = '>'.charCodeAt(0);
const SLASH = '/'.charCodeAt(0);
const REQUEST = Buffer.from('<r ');
const ERROR = Buffer.from('<stream:error');

const STANZAS = (['message', 'presence', 'iq'] as const).map((kind) => ({
  kind,
  opening: Buffer.from(`<${kind} `),
  closing: Buffer.from(`</${kind}>`),
}));

export interface StanzaListener {
  /** A whole stanza (RFC 6120, 8) lies from `start` to `end`. */
  stanza(kind: 'message' | 'presence' | 'iq', start: number, end: number): void;
  /** The server asks how many stanzas have come (XEP-0198, 4). */
  acknowledge(): void;
}

/**
 * Calls back for every whole stanza of a stream as ejabberd and prosody write it, and returns the bytes of an unfinished one. No stanza
 * holds another one here. What is no stanza and no request, such as the rest of an answer that was read by other means, is
 * passed over. Throws when the server ends the stream with an error.
 */
export function readStanzas(bytes: Buffer, listener: StanzaListener): Buffer {
  let at = 0;
  for (;;) {
    const start = bytes.indexOf(OPEN, at);
    if (start < 0) return bytes.subarray(bytes.length);
    const tagEnd = bytes.indexOf(CLOSE, start);
    if (tagEnd < 0) return bytes.subarray(start);
    const stanza = STANZAS.find(({ opening }) => startsWith(bytes, start, opening));
    if (stanza) {
      const empty = bytes[tagEnd - 1] === SLASH;
      const closing = empty ? tagEnd : bytes.indexOf(stanza.closing, tagEnd);
      if (closing < 0) return bytes.subarray(start);
      at = empty ? tagEnd + 1 : closing + stanza.closing.length;
      listener.stanza(stanza.kind, start, at);
      continue;
    }
    if (startsWith(bytes, start, ERROR)) throw new Error(bytes.toString('utf8', start));
    at = tagEnd + 1;
    if (startsWith(bytes, start, REQUEST)) listener.acknowledge();
  }
}
