import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/shared/errors.ts';
import type { Draft } from '../../../../src/shared/model/draft.ts';
import type { ConversationId } from '../../../../src/shared/model/ids.ts';
import { FEATURES } from '../../../../src/shared/protocol/features.ts';
import { conversationId } from '../../../contract/client-store/fixture.ts';
import { EngineFixture, head, settle } from './engine-fixture.ts';

describe('drafts of the engine', () => {
  let fixture: EngineFixture;
  let id: ConversationId;
  let features: string[];
  let stored: Draft[];
  let revision: number;

  beforeEach(() => {
    fixture = new EngineFixture();
    id = fixture.conversation(1);
    features = [...FEATURES];
    stored = [];
    revision = 10;
    fixture.relay
      .on('session.hello', () => ({
        version: 1,
        relay: { id: 'relay', name: 'Relay' },
        registration: 'open',
        now: fixture.clock.now(),
        heartbeatMs: 20_000,
        features,
        changeWindowMs: 0,
        receiptPolicy: 'by-conversation',
      }))
      .on('channel.pull', () => ({ channels: [], reads: [], announcements: [], position: 1, more: false }))
      .on('draft.pull', () => ({ drafts: stored, position: revision, more: false }))
      .on('draft.save', () => ({ revision: (revision += 1) }));
  });

  const write = (text: string, version = 0): Promise<unknown> =>
    fixture.engine.handle['draft.save']({ conversation: id, text, version });
  const saves = (): unknown[] =>
    fixture.relay.sockets.flatMap((socket) => socket.of('draft.save').map(({ args }) => args));
  const row = () => fixture.store.read.conversation(id);

  async function online(): Promise<void> {
    await fixture.online();
    await fixture.pass(200);
  }

  it('[DRF-5] are saved within a second, the newest of what was written, and emptied when they are sent', async () => {
    await online();
    for (const text of ['h', 'he', 'hello']) await write(text);
    await fixture.pass(900);
    expect(saves()).toEqual([]);
    await fixture.pass(200);
    expect(saves()).toEqual([{ conversation: id, text: 'hello', base: 0 }]);
    await write('');
    await fixture.pass(1_100);
    expect(saves().slice(1)).toEqual([{ conversation: id, text: '', base: 11 }]);
    await write('');
    await fixture.pass(1_100);
    expect(saves()).toHaveLength(2);
  });

  it('[DRF-5] that were written offline are saved by the next session', async () => {
    await online();
    fixture.relay.reachable = false;
    fixture.relay.socket.end();
    await settle();
    await write('in the tunnel');
    await write('in the tunnel, still');
    await fixture.pass(2_000);
    expect(saves()).toEqual([]);
    fixture.relay.reachable = true;
    await fixture.pass(60_000);
    expect(saves()).toEqual([{ conversation: id, text: 'in the tunnel, still', base: 0 }]);
  });

  it('[DRF-3] follow the other devices, and go on where they were', async () => {
    stored = [{ conversation: id, text: 'from the phone', revision: 9 }];
    await online();
    expect(await row()).toMatchObject({ draft: 'from the phone', draftVersion: 1, draftConflict: null });
    fixture.relay.socket.push('draft.changed', { draft: { conversation: id, text: 'more', revision: 12 } });
    await fixture.pass(100);
    expect(await row()).toMatchObject({ draft: 'more', draftVersion: 2 });
    fixture.relay.socket.end();
    await fixture.pass(5_000);
    expect(fixture.relay.socket.of('draft.pull').map(({ args }) => args)).toEqual([{ position: 10 }]);
    expect(saves()).toEqual([]);
  });

  it('[DRF-2] that two devices have written stand beside each other, and what is chosen is saved upon both', async () => {
    await online();
    const other = { conversation: id, text: 'on the phone', revision: 30 };
    fixture.relay.on('draft.save', () => ({ revision: 30, other }));
    await write('on the laptop');
    await fixture.pass(1_200);
    expect(await row()).toMatchObject({
      draft: 'on the laptop',
      draftVersion: 1,
      draftConflict: 'on the phone',
    });
    await write('on the laptop, on', 1);
    await fixture.pass(3_000);
    expect(saves()).toHaveLength(1);
    fixture.relay.on('draft.save', () => ({ revision: 31 }));
    await fixture.engine.handle['draft.save']({ conversation: id, text: 'both', version: 1, settles: true });
    await fixture.pass(1_200);
    expect(saves().at(-1)).toEqual({ conversation: id, text: 'both', base: 30 });
    expect(await row()).toMatchObject({ draft: 'both', draftConflict: null });
  });

  it('[DRF-2] are saved by themselves when the other one is emptied, or is all in the one here', async () => {
    await online();
    fixture.relay.on('draft.save', () => ({
      revision: 30,
      other: { conversation: id, text: 'on the phone', revision: 30 },
    }));
    await write('on the laptop');
    await fixture.pass(1_200);
    fixture.relay.on('draft.save', () => ({ revision: 32 }));
    fixture.relay.socket.push('draft.changed', { draft: { conversation: id, text: '', revision: 31 } });
    await fixture.pass(1_200);
    expect(saves().slice(1)).toEqual([{ conversation: id, text: 'on the laptop', base: 31 }]);

    fixture.relay.on('draft.save', () => ({
      revision: 40,
      other: { conversation: id, text: 'on the lap', revision: 40 },
    }));
    await write('on the laptop now', 1);
    await fixture.pass(1_200);
    fixture.relay.on('draft.save', () => ({ revision: 41 }));
    await fixture.pass(1_200);
    expect(saves().at(-1)).toEqual({ conversation: id, text: 'on the laptop now', base: 40 });
    expect(await fixture.store.read.unsavedDrafts(9)).toEqual([]);
  });

  it('[DRF-4] that the relay does not take stay here, and are asked again when they change', async () => {
    await online();
    fixture.relay.on('draft.save', () => new AppError('too_many', 'no room'));
    await write('one too many');
    await fixture.pass(10_000);
    expect(saves()).toHaveLength(1);
    await write('one too many, longer');
    await fixture.pass(1_200);
    expect(saves()).toHaveLength(2);
    expect(await row()).toMatchObject({ draft: 'one too many, longer' });
  });

  it('[DRF-4] of who was no member are saved once they are one again', async () => {
    await online();
    fixture.relay.on('draft.save', () => new AppError('not_found', 'no such conversation'));
    await write('left behind');
    await fixture.pass(10_000);
    expect(saves()).toHaveLength(1);
    fixture.relay.on('draft.save', () => ({ revision: 50 }));
    fixture.relay.socket.push('conversation.changed', { conversation: head(id, 1) });
    await fixture.pass(1_200);
    expect(saves()).toHaveLength(2);
    expect(await fixture.store.read.unsavedDrafts(9)).toEqual([]);
  });

  it.each(['draft.pull', 'draft.changed'])(
    '[DRF-3] of a conversation that is not known here yet are asked for again once it is: by %s',
    async (way) => {
      const later = conversationId(2);
      const early = { conversation: later, text: 'from the phone', revision: 12 };
      const pulls = () => fixture.relay.socket.of('draft.pull').map(({ args }) => args);
      revision = 20;
      fixture.relay.on('draft.pull', ({ position }) => ({
        drafts: stored.filter((draft) => draft.revision > position),
        position: revision,
        more: false,
      }));
      if (way === 'draft.pull') stored = [early];
      else revision = 10;
      await online();
      stored = [early];
      if (way === 'draft.changed') fixture.relay.socket.push('draft.changed', { draft: early });
      await settle();
      expect(pulls()).toHaveLength(1);
      expect(await fixture.store.read.draftPosition()).toBeLessThan(early.revision);
      fixture.relay.socket.push('conversation.changed', { conversation: head(later, 1) });
      await fixture.pass(1_200);
      expect(pulls()).toHaveLength(2);
      expect(await fixture.store.read.conversation(later)).toMatchObject({ draft: 'from the phone' });
    },
  );

  it('are tried again later where the relay was busy', async () => {
    await online();
    fixture.relay.on('draft.save', () => new AppError('busy'));
    await write('patience');
    await fixture.pass(1_200);
    fixture.relay.on('draft.save', () => ({ revision: 40 }));
    await fixture.pass(60_000);
    expect(saves().length).toBeGreaterThan(1);
    expect(await fixture.store.read.unsavedDrafts(9)).toEqual([]);
  });

  it('[VER-4] stay on this device where the relay is an older one', async () => {
    features = ['cards'];
    await online();
    await write('just here');
    await fixture.pass(5_000);
    expect(fixture.relay.socket.of('draft.pull')).toEqual([]);
    expect(saves()).toEqual([]);
    expect(await row()).toMatchObject({ draft: 'just here' });
  });
});
