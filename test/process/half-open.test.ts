import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createWsDialer } from '../../src/main/net/ws-dialer.ts';
import { openStoreInThread } from '../../src/main/store/open-store.ts';
import { register } from '../../src/main/sync/authenticate.ts';
import { createEngine } from '../../src/main/sync/create-engine.ts';
import { systemClock as clock, systemMakeId as makeId } from '../../src/main/system.ts';
import type { SessionState } from '../../src/shared/ipc/views.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import { isMessage } from '../../src/shared/model/event.ts';
import { freePort } from '../support/free-port.ts';
import { startRelay } from '../support/processes.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

it('[C1] a relay that stands still is found by itself, and what was written meanwhile arrives once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yidu-half-open-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const relay = await startRelay(join(folder, 'relay'), port);
  onTestFinished(() => relay.end('SIGKILL'));
  const url = `ws://127.0.0.1:${port}/v1/socket`;
  const emma = await ProtocolClient.connect(url);
  const { user: peer } = await emma.register('emma');
  const dialer = createWsDialer(clock);
  const lin = { name: 'lin', displayName: '林夕', password: 'correct horse', deviceName: 'test' };
  const { me, token, url: relayUrl } = await register({ dialer, clock, version: '1' }, url, lin);
  const engine = createEngine({
    store: openStoreInThread({ file: join(folder, 'store.db'), me: me.id, clock }),
    dialer,
    url: relayUrl,
    token,
    me,
    version: '1',
    clock,
    // No waiting between two attempts.
    random: () => 0,
    makeId,
    logger: SILENT_LOGGER,
  });
  onTestFinished(() => engine.stop());

  const reached = (kind: SessionState['kind']): Promise<SessionState> =>
    new Promise((resolve) => {
      const stop = engine.on('session.changed', (state) => {
        if (state.kind !== kind) return;
        stop();
        resolve(state);
      });
    });
  const online = reached('online');
  engine.start();
  await online;
  const { id: conversation } = await engine.handle['conversation.createDirect']({ peer: peer.id });

  // The system keeps its connections open and takes what is sent to it: nothing but silence tells.
  const lost = reached('waiting');
  relay.child.kill('SIGSTOP');
  onTestFinished(() => void relay.child.kill('SIGCONT'));
  const { clientId } = await engine.handle['message.send']({
    conversation,
    content: { type: 'text', text: 'into the silence' },
  });
  expect(await lost).toMatchObject({ kind: 'waiting', error: 'timeout' });

  const back = reached('online');
  relay.child.kill('SIGCONT');
  await back;
  await new Promise<void>((resolve) => {
    const look = async (): Promise<void> => {
      const { items } = await engine.handle['timeline.page']({
        conversation,
        anchor: { at: 'latest' },
        limit: 10,
      });
      const mine = items.find((item) => item.kind === 'message' && item.clientId === clientId);
      if (mine?.kind === 'message' && mine.state.kind === 'sent') resolve();
    };
    engine.on('store.changed', () => void look());
    void look();
  });
  const { events } = await emma.request('timeline.pull', { conversation, from: 1, to: 100, limit: 100 });
  expect(events.filter(isMessage).map((event) => event.clientId)).toEqual([clientId]);
}, 60_000);
