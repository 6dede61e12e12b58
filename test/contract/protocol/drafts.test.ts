import { describe, expect, it } from 'vitest';
import { SILENT_LOGGER } from '../../../src/shared/logger.ts';
import { MAX_TEXT_LENGTH } from '../../../src/shared/model/event.ts';
import type { ConversationId } from '../../../src/shared/model/ids.ts';
import { expectCode } from '../../support/expect-code.ts';
import { type Actor, RelayWorld } from '../../support/relay-world.ts';
import { type OpenStorage, STORAGES } from '../../support/storages.ts';

const SECRET = 'a secret that nobody else may hear';

async function scene(open: OpenStorage) {
  const logged: string[] = [];
  const note = (...args: readonly unknown[]): void => void logged.push(JSON.stringify(args));
  const logger = { ...SILENT_LOGGER, info: note, warn: note, error: note };
  const world = new RelayWorld({ storage: open(), logger });
  const [laptop, bo] = [await world.register('anna'), await world.register('bo')];
  const phone = await world.device('anna');
  const { id } = await world.group(laptop, bo);
  const save = (actor: Actor, text: string, base = 0, conversation: ConversationId = id) =>
    actor.client.request('draft.save', { conversation, text, base });
  return { world, laptop, phone, bo, id, save, logged };
}

const toldTo = ({ client }: Actor) => client.bodies('draft.changed').map(({ draft }) => draft);

describe.each(STORAGES)('drafts on $name', ({ open }) => {
  it('[DRF-1] are told to the other devices of the person, and to nobody else', async () => {
    const { world, laptop, phone, bo, id, save, logged } = await scene(open);
    const { revision } = await save(laptop, SECRET);
    const emptied = await save(laptop, '', revision);
    await world.settle(laptop, phone, bo);
    expect(toldTo(phone)).toEqual([
      { conversation: id, text: SECRET, revision },
      { conversation: id, text: '', revision: emptied.revision },
    ]);
    expect(toldTo(laptop)).toEqual([]);
    await save(phone, SECRET, emptied.revision);
    const pulled = await bo.client.request('draft.pull', { position: 0 });
    expect(pulled.drafts).toEqual([]);
    await bo.client.request('sync.pull', { position: 0, limit: 10 });
    await bo.client.request('timeline.pull', { conversation: id, from: 1, to: 10, limit: 10 });
    expect([...bo.client.frames, ...logged].join()).not.toContain(SECRET);
  });

  it('[DRF-1] [VER-2] are not told to a client that has not named the feature', async () => {
    const { world, laptop, save } = await scene(open);
    const { client, pair } = world.connect();
    await client.hello(['cards']);
    await client.request('session.resume', { token: laptop.token });
    const old = { ...laptop, client, pair };
    const { revision } = await save(laptop, 'not for the old one');
    await save(laptop, '', revision);
    await world.settle(old);
    expect(toldTo(old)).toEqual([]);
  });

  it('[DRF-2] of two devices that have not seen each other are both kept, until one has seen both', async () => {
    const { laptop, phone, id, save } = await scene(open);
    const { revision } = await save(laptop, 'on the laptop');
    const refused = await save(phone, 'on the phone');
    expect(refused).toEqual({
      revision,
      other: { conversation: id, text: 'on the laptop', revision },
    });
    expect(await save(phone, 'on the laptop')).toEqual({ revision });
    const chosen = await save(phone, 'on both', revision);
    expect(chosen.other).toBeUndefined();
    expect(chosen.revision).toBeGreaterThan(revision);
    // A lost answer: the same again.
    expect(await save(phone, 'on both', revision)).toEqual({ revision: chosen.revision });
    expect(await save(laptop, 'late', revision)).toMatchObject({ other: { text: 'on both' } });
  });

  it('[DRF-2] that were emptied give way to what is written', async () => {
    const { laptop, phone, save } = await scene(open);
    const { revision } = await save(laptop, 'sent now');
    await save(laptop, '', revision);
    expect((await save(phone, 'written offline', revision)).other).toBeUndefined();
  });

  it('[DRF-3] are pulled by position, in pages that a frame can carry', async () => {
    const { world, laptop, bo, phone, save } = await scene(open);
    // Each takes six bytes a unit in JSON.
    const long = '\u0001'.repeat(MAX_TEXT_LENGTH);
    for (let i = 0; i < 8; i++)
      await save(laptop, `${i}${long.slice(1)}`, 0, (await world.group(laptop, bo)).id);
    const found: string[] = [];
    let pages = 0;
    let position = 0;
    for (let more = true; more; pages++) {
      const page = await phone.client.request('draft.pull', { position });
      found.push(...page.drafts.map(({ text }) => text.charAt(0)));
      ({ position, more } = page);
    }
    expect(found).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    expect(pages).toBeGreaterThan(1);
    expect(await phone.client.request('draft.pull', { position })).toMatchObject({ drafts: [], more: false });
  });

  it('[DRF-4] are for members; who was removed may only empty theirs', async () => {
    const { world, laptop, bo, id, save } = await scene(open);
    const stranger = await world.register('cy');
    await expectCode(save(stranger, 'x'), 'not_found');
    await expectCode(save(laptop, 'x', 0, (await world.group(bo)).id), 'not_found');
    const { revision } = await save(bo, 'half a thought');
    await laptop.client.request('conversation.removeMembers', { conversation: id, users: [bo.user] });
    await expectCode(save(bo, 'more', revision), 'not_found');
    expect((await save(bo, '', revision)).revision).toBeGreaterThan(revision);
  });

  it('[DRF-4] that do not fit are refused and change nothing', async () => {
    const { laptop, save } = await scene(open);
    await expectCode(save(laptop, 'x'.repeat(MAX_TEXT_LENGTH + 1)), 'bad_args');
    await expectCode(save(laptop, '\ud800'), 'bad_args');
    await expectCode(save(laptop, 'x', -1), 'bad_args');
    expect((await laptop.client.request('draft.pull', { position: 0 })).drafts).toEqual([]);
  });
});
