import { connect } from 'node:net';
import { readStanzas } from './stanzas.ts';
import type { LoadMember, MemberListener } from './subject.ts';

const BODY = Buffer.from('<body');
const ROOM = 'group@conference.localhost';

/** Password of every account that the XMPP subjects make in their throw-away folders. */
export const XMPP_PASSWORD = 'bench-password';

export function xmppUser(index: number): string {
  return `member${index}`;
}

/**
 * A hand-written XMPP session over plain TCP (RFC 6120): stream, SASL PLAIN, bind, and for a member the group (XEP-0045)
 * without history. After that it cuts the stream into stanzas. With `acknowledges` it counts them and says how many it has got
 * each time that the server asks (XEP-0198): without, what is under way on a connection that breaks is lost to it.
 */
export async function joinXmpp(
  port: number,
  index: number,
  listener?: MemberListener,
  acknowledges = false,
): Promise<LoadMember> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let rest: Buffer = Buffer.alloc(0);
  let expected: { text: string; resolve: () => void } | undefined;
  let joined = false;
  let handled = 0;
  socket.on('data', (data: Buffer) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    if (expected) {
      const at = rest.indexOf(expected.text);
      if (at < 0) return;
      rest = rest.subarray(at + expected.text.length);
      expected.resolve();
      expected = undefined;
    }
    if (!joined || !listener) return;
    rest = readStanzas(rest, {
      stanza(kind, start, end) {
        handled++;
        if (kind !== 'message') return;
        const body = rest.indexOf(BODY, start);
        if (body >= 0 && body < end) listener.delivered(rest, body, end);
      },
      acknowledge: () => socket.write(`<a xmlns='urn:xmpp:sm:3' h='${handled}'/>`),
    });
  });
  const exchange = (request: string, answer: string) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no ${answer} for ${xmppUser(index)}: ${rest.toString().slice(0, 500)}`)),
        120_000,
      );
      expected = {
        text: answer,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      socket.write(request);
    });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const stream =
    "<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
  const credentials = Buffer.from(`\0${xmppUser(index)}\0${XMPP_PASSWORD}`).toString('base64');
  await exchange(stream, '</stream:features>');
  await exchange(
    `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${credentials}</auth>`,
    '<success',
  );
  await exchange(stream, '</stream:features>');
  await exchange(
    "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bench</resource></bind></iq>",
    '</iq>',
  );
  if (listener) {
    // The room's subject is the last thing a joining occupant gets (XEP-0045, 7.2.15).
    await exchange(
      `<presence to='${ROOM}/${xmppUser(index)}'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>`,
      index === 0 ? "code='201'" : '<subject',
    );
    if (index === 0)
      await exchange(
        `<iq type='set' id='own' to='${ROOM}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>`,
        "id='own'",
      );
    // Both sides count from here on.
    if (acknowledges) await exchange("<enable xmlns='urn:xmpp:sm:3' resume='true'/>", '<enabled');
  }
  joined = true;
  return {
    send: (text) => socket.write(`<message to='${ROOM}' type='groupchat'><body>${text}</body></message>`),
    close: () => socket.destroy(),
  };
}
