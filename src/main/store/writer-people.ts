import { DeltaBuilder } from './delta.ts';
import type { Person } from '../../shared/model/person.ts';
import type { WritableStore } from './port.ts';
import type { StoreDelta } from './store-delta.ts';
import type { Sync } from './sync-api.ts';
import { loadKnown, type WriterContext } from './writer-context.ts';

/** All pictures of people and groups on this disk; beyond it those that came first are fetched again when they are shown. Bytes. */
const MAX_PICTURES = 48 * 1024 * 1024;

/** People and their pictures, and how the user keeps conversations. */
export function createPeopleWriter(
  context: WriterContext,
): Sync<Pick<WritableStore, 'putPeople' | 'changePeople' | 'keepPicture' | 'setFlags' | 'flagsTold'>> {
  function putPeople(people: readonly Person[]): StoreDelta {
    const delta = new DeltaBuilder();
    for (const person of people) {
      if (!context.people.put(person)) continue;
      delta.person(person.id);
      for (const conversation of context.conversations.withPeer(person.id)) delta.conversation(conversation);
    }
    return delta.build();
  }

  return {
    putPeople,
    changePeople(people, position) {
      if (position !== null) context.meta.setPeoplePosition(position);
      // A relay may have very many: whom nothing here refers to is nobody's business here.
      return putPeople(people.filter(({ id }) => context.people.known(id) !== undefined));
    },
    keepPicture({ id, bytes }) {
      const { pictures } = context;
      pictures.add(id, bytes);
      while (pictures.bytes() > MAX_PICTURES) pictures.removeOldest();
    },
    setFlags(conversation, flags) {
      const state = loadKnown(context, conversation);
      context.flags.set(state.num, flags);
      return new DeltaBuilder().conversation(conversation).build();
    },
    flagsTold: (conversation, told) => context.flags.told(conversation, told),
  };
}
