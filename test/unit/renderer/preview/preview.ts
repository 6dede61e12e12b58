// The whole page over a world in memory: ?lang=zh-CN&theme=dark&state=first-run|blocked|recovered|disk-full|offline|rejected|update|update-refused|messages|group|formatted
import { AccountId } from '../../../../src/shared/model/ids.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { makeWorld, message } from '../support/fake-world.ts';
import { animate, BIG_GROUP } from '../support/living-world.ts';
import { enrich, format } from '../support/rich-messages.ts';
import { DEFAULT_SETTINGS, Settings } from '../../../../src/shared/ipc/views.ts';

const query = new URLSearchParams(location.search);
const bridge = new FakeBridge();
const world = makeWorld(Date.now());
const settings = Settings.parse({
  ...DEFAULT_SETTINGS,
  language: query.get('lang') ?? 'en',
  theme: query.get('theme') ?? 'light',
  accent: query.get('accent') ?? 'teal',
  density: query.get('density') ?? 'comfortable',
});
const state = query.get('state');
const { emit } = animate(bridge, world, {
  account:
    state === 'first-run'
      ? { kind: 'none' }
      : state === 'blocked'
        ? {
            kind: 'blocked',
            id: AccountId.parse('a'.repeat(32)),
            me: world.me,
            relayName: '山行科技',
            error: 'store_newer',
          }
        : {
            kind: 'ready',
            id: AccountId.parse('a'.repeat(32)),
            me: world.me,
            relayName: '山行科技',
            relayUrl: 'ws://192.168.1.20:7480',
            hosting: { running: true, network: true, urls: ['192.168.1.20:7480'] },
          },
  settings,
  now: Date.now,
});
if (state === 'offline') {
  bridge.handlers['session.get'] = () => ({
    kind: 'waiting',
    attempt: 3,
    retryAt: Date.now() + 4_000,
    error: 'unreachable',
  });
}
if (state === 'disk-full') bridge.handlers['storage.get'] = () => ({ trouble: 'disk_full', recovery: null });
if (state === 'recovered') {
  const file =
    '/home/lin/.config/Yidu/stores/019a0000-0000-7000-8000-000000000001.db.corrupt-20260728T101500Z';
  bridge.handlers['storage.get'] = () => ({
    trouble: null,
    recovery: {
      at: Date.now(),
      reason: 'damaged',
      file,
      readable: true,
      unsent: 2,
      drafts: 1,
      messages: 12_480,
      running: true,
    },
  });
}
if (state === 'update') bridge.handlers['updates.get'] = () => ({ kind: 'ready', version: '0.2.0' });
if (state === 'update-refused')
  bridge.handlers['updates.get'] = () => ({ kind: 'failed', error: 'update_refused' });
if (state === 'rejected') bridge.handlers['session.get'] = () => ({ kind: 'rejected', error: 'bad_token' });
const big = world.conversations.get(BIG_GROUP);
if (state === 'messages' && big) enrich(world, big);
if (state === 'formatted' && big) format(big);
if (state === 'group' && big) {
  enrich(world, big);
  big.row = {
    ...big.row,
    announcement:
      '周五 18:00 发版，请大家在周四之前完成自测。\nRelease on Friday 18:00: please finish your checks by Thursday.',
    reminded: true,
  };
}
installBridge(bridge);
Object.assign(window, { preview: { bridge, world, emit, message, BIG_GROUP } });
await import('../../../../src/renderer/src/main.ts');
