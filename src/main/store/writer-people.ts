import { DeltaBuilder } from './delta.ts';
import type { WritableStore } from './port.ts';
import type { Sync } from './sync-api.ts';
import { loadKnown, type WriterContext } from './writer-context.ts';

/** People, and what is kept of a conversation on this device only. */
export function createPeopleWriter(
  context: WriterContext,
): Sync<Pick<WritableStore, 'putPeople' | 'setFlags'>> {
  return {
    putPeople(people) {
      const delta = new DeltaBuilder();
      for (const person of people) {
        if (!context.people.put(person)) continue;
        delta.person(person.id);
        for (const conversation of context.conversations.withPeer(person.id))
          delta.conversation(conversation);
      }
      return delta.build();
    },
    setFlags(conversation, { pinned, muted }) {
      const state = loadKnown(context, conversation);
      context.conversations.setFlags(state.num, pinned, muted);
      return new DeltaBuilder().conversation(conversation).build();
    },
  };
}
