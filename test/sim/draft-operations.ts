import type { ConversationRow } from '../../src/shared/ipc/views.ts';
import type { SimDevice } from './sim-device.ts';
import type { SimWorld } from './sim-world.ts';

/** Somebody writes on, deletes what stands there, or chooses between two drafts. One composer per window: never two at once. */
export async function writeDraft(world: SimWorld, device: SimDevice, row: ConversationRow): Promise<void> {
  const { journal, random } = world;
  const { id: conversation, draft, draftVersion: version, draftConflict } = row;
  const composer = `${device.name} ${conversation}`;
  if (journal.composing.has(composer)) return;
  journal.composing.add(composer);
  try {
    const settles = draftConflict !== null && random() < 0.6;
    const fresh = `draft ${++journal.drafts} of ${device.name}.`;
    const chance = random();
    const text = settles
      ? chance < 0.3
        ? draft
        : chance < 0.6
          ? draftConflict
          : `${draft}\n${draftConflict}`
      : chance < 0.3
        ? ''
        : fresh;
    // What stood before the writer's eyes may go from now on, whether the device lives to store what follows or not.
    // Who takes the other device's text writes nothing new: that device may have replaced it since, as far as it was seen there.
    const takesOther = settles && text === draftConflict;
    journal.mayGo(device.user, conversation, settles && !takesOther ? [draft, draftConflict] : [draft]);
    await device.engine.handle['draft.save']({
      conversation,
      text,
      version,
      ...(settles ? { settles } : {}),
    });
    if (!takesOther) journal.wrote(device.user, conversation, text);
    world.counts.add('drafts written');
    if (draftConflict !== null) world.counts.add('draft conflicts');
    world.trace(
      `${device.name} writes ${JSON.stringify(text)} in ${conversation}${settles ? ', settling' : ''}`,
    );
  } finally {
    journal.composing.delete(composer);
  }
}
