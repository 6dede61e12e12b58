import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

// The designs that this relay's is compared with, as little of them as their frames need. `naive`: every acknowledgement goes
// on to the message's sender at once. `batched`: senders get what has changed once a second. Neither confirms anything.

const COALESCE_MS = 1_000;

type Incoming =
  | { readonly kind: 'join'; readonly user: string }
  | { readonly kind: 'send'; readonly text: string }
  | { readonly kind: 'ack'; readonly seqs: readonly number[] };

const isNaive = process.argv.includes('naive');
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
const messages: { readonly author: string; readBy: number }[] = [];
const byUser = new Map<string, { send(text: string): void }>();
const dirty = new Map<string, Set<number>>();

sockets.on('connection', (socket) => {
  let user = '';
  socket.on('message', (data: Buffer) => {
    // The bench's own clients: what they send is what they are written to send.
    const frame = JSON.parse(data.toString()) as Incoming;
    if (frame.kind === 'join') {
      user = frame.user;
      byUser.set(user, socket);
      return;
    }
    if (frame.kind === 'send') {
      const seq = messages.push({ author: user, readBy: 0 });
      const text = JSON.stringify({ kind: 'message', seq, sender: user, text: frame.text });
      for (const other of sockets.clients) other.send(text);
      return;
    }
    for (const seq of frame.seqs) {
      const message = messages[seq - 1];
      if (!message) continue;
      message.readBy++;
      if (isNaive) byUser.get(message.author)?.send(JSON.stringify({ kind: 'receipt', seq, user }));
      else dirty.set(message.author, (dirty.get(message.author) ?? new Set<number>()).add(seq));
    }
  });
});

setInterval(() => {
  for (const [author, seqs] of dirty) {
    const counts = [...seqs].map((seq) => ({ seq, read: messages[seq - 1]?.readBy ?? 0 }));
    byUser.get(author)?.send(JSON.stringify({ kind: 'receipts', counts }));
  }
  dirty.clear();
}, COALESCE_MS);

server.listen(0, '127.0.0.1', () => console.log(`listening ${(server.address() as AddressInfo).port}`));
process.on('SIGTERM', () => process.exit(0));
