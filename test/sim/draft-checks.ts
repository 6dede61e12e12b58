import { ok, strictEqual } from 'node:assert';
import type { ConversationRow } from '../../src/shared/ipc/views.ts';
import type { ConversationId, UserId } from '../../src/shared/model/ids.ts';
import type { SimDevice } from './sim-device.ts';
import type { SimWorld } from './sim-world.ts';

const SAVED_MS = 5_000;

type Rows = ReadonlyMap<ConversationId, ConversationRow>;

async function rowsOf(device: SimDevice): Promise<Rows> {
  const { conversations } = await device.engine.handle['conversation.list']({});
  return new Map(conversations.map((row) => [row.id, row]));
}

/** Each person's devices. */
function byUser(world: SimWorld): Map<UserId, SimDevice[]> {
  const all = new Map<UserId, SimDevice[]>();
  for (const device of world.devices) all.set(device.user, [...(all.get(device.user) ?? []), device]);
  return all;
}

/** X7, C8: no text is gone that nobody has replaced, and without a choice to make all devices show what the relay has. */
export async function checkDrafts(world: SimWorld): Promise<void> {
  for (const [user, devices] of byUser(world)) {
    const stored = new Map(
      (await world.relay.storage.drafts(user, 0, 10_000)).map((draft) => [draft.conversation, draft.text]),
    );
    const shown = new Map<ConversationId, string[]>();
    for (const device of devices) {
      for (const [id, { draft, draftConflict, role }] of await rowsOf(device)) {
        const what = `${device.name}: draft in ${id}`;
        shown.set(id, [...(shown.get(id) ?? []), draft, draftConflict ?? '']);
        // Who is no member any more keeps what was not saved.
        if (role !== null) strictEqual(draftConflict ?? draft, stored.get(id) ?? '', what);
      }
    }
    for (const { conversation, text } of world.journal.draftsOf(user)) {
      const texts = [...(shown.get(conversation) ?? []), stored.get(conversation) ?? ''];
      ok(
        texts.some((one) => one.includes(text)),
        `${JSON.stringify(text)} in ${conversation} is lost; there is ${JSON.stringify(texts)}`,
      );
    }
  }
}

/** C8: once everybody has chosen, all devices of a person are equal. */
export async function settleDrafts(world: SimWorld): Promise<void> {
  for (const device of world.devices) {
    for (const [conversation, row] of await rowsOf(device)) {
      const { draft, draftConflict, draftVersion: version } = row;
      if (draftConflict === null) continue;
      world.counts.add('draft conflicts');
      const text = `${draft}\n${draftConflict}`;
      await device.engine.handle['draft.save']({ conversation, text, version, settles: true });
      await world.time.pass(SAVED_MS);
    }
  }
  for (const [, devices] of byUser(world)) {
    const rows = await Promise.all(devices.map(rowsOf));
    const [first] = rows;
    for (const [id, { draft, draftConflict, role }] of first ?? []) {
      if (role === null) continue;
      for (const [index, other] of rows.entries()) {
        const what = `${devices[index]?.name}: draft in ${id} after all have chosen`;
        strictEqual(other.get(id)?.draft, draft, what);
        strictEqual(other.get(id)?.draftConflict, draftConflict, what);
        strictEqual(draftConflict, null, what);
      }
    }
  }
}
