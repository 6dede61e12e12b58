import { DeltaBuilder } from './delta.ts';
import type { WritableStore } from './port.ts';
import type { Sync } from './sync-api.ts';
import { loadKnown, type WriterContext } from './writer-context.ts';

/** People, and how the user keeps conversations. */
export function createPeopleWriter(
  context: WriterContext,
): Sync<Pick<WritableStore, 'putPeople' | 'setFlags' | 'flagsTold' | 'setDraft'>> {
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
    setFlags(conversation, flags) {
      const state = loadKnown(context, conversation);
      context.flags.set(state.num, flags);
      return new DeltaBuilder().conversation(conversation).build();
    },
    flagsTold: (conversation, told) => context.flags.told(conversation, told),
    setDraft(conversation, text) {
      const state = loadKnown(context, conversation);
      context.conversations.setDraft(state.num, text);
      return new DeltaBuilder().conversation(conversation).build();
    },
  };
}
