import { openStoreInThread } from '../../../../src/main/store/open-store.ts';
import {
  ANNA,
  applyPush,
  clientId,
  head,
  ME,
  message,
  realClock,
  TEAM,
} from '../../../contract/client-store/fixture.ts';

// Started as a process of its own and killed: writes without end and says after each write what is durable.
const store = openStoreInThread({ file: process.argv[2] ?? '', me: ME, clock: realClock });
await store.write.applyHeads([head()], 1);
for (let seq = 2; ; seq++) {
  const id = clientId(1_000_000 + seq);
  await Promise.all([
    applyPush(store.write, message(seq, ANNA)),
    store.write.enqueue(
      { conversation: TEAM, clientId: id, content: { type: 'text', text: `mine ${seq}` } },
      seq,
    ),
  ]);
  process.stdout.write(`${seq}\n`);
}
