import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openMediaRoom } from '../../src/main/media/create-media.ts';
import { createHttpClient } from '../../src/main/net/http-client.ts';
import { createWsDialer } from '../../src/main/net/ws-dialer.ts';
import { openStore } from '../../src/main/store/open-store.ts';
import { createEngine } from '../../src/main/sync/create-engine.ts';
import { systemClock, systemMakeId, systemRandom } from '../../src/main/system.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import { ConversationId, UserId } from '../../src/shared/model/ids.ts';

// A whole client without its page, in a process of its own, to be killed: tells on stdout how far its upload is.

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    url: { type: 'string', default: '' },
    token: { type: 'string', default: '' },
    user: { type: 'string', default: '' },
    conversation: { type: 'string', default: '' },
    /** The file to send; without it what the last process has queued goes on. */
    path: { type: 'string' },
  },
});

const me = UserId.parse(values.user);
const engine = createEngine({
  store: await openStore({
    file: join(values.folder, 'store.db'),
    me,
    clock: systemClock,
    workerPath: join(import.meta.dirname, '../../src/main/store/worker.ts'),
  }),
  dialer: createWsDialer(systemClock),
  url: values.url,
  token: values.token,
  me: { id: me, name: 'sender', displayName: 'Sender' },
  version: 'bench',
  clock: systemClock,
  random: systemRandom,
  makeId: systemMakeId,
  logger: SILENT_LOGGER,
  media: {
    http: createHttpClient(),
    room: await openMediaRoom(
      join(values.folder, 'media'),
      () => Date.now(),
      () => 2 * 1024 ** 3,
    ),
  },
});

engine.on('store.changed', ({ transfers = [] }) => {
  for (const { state } of transfers) {
    process.stdout.write(`${state.kind === 'running' ? `running ${state.bytes}` : state.kind}\n`);
  }
});
engine.on('session.changed', ({ kind }) => {
  if (kind !== 'online' || values.path === undefined) return;
  const { path } = values;
  delete values.path;
  void (async () => {
    const staged = await engine.media?.add(path);
    if (!staged) throw new Error('no media');
    const conversation = ConversationId.parse(values.conversation);
    await engine.handle['attachment.send']({ conversation, file: staged.file, as: 'file' });
    process.stdout.write('queued\n');
  })();
});
engine.start();
