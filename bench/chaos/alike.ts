import type { ConversationId } from '../../src/shared/model/ids.ts';
import type { SoakGroup } from '../soak/actions.ts';
import type { Copy } from '../soak/copy.ts';
import type { Device } from '../soak/device.ts';
import type { Journal } from '../soak/journal.ts';

/** The newest event of each conversation that the relay has confirmed to anybody. */
function confirmed({ sent, changes }: Journal): Map<ConversationId, number> {
  const newest = new Map<ConversationId, number>();
  const note = (conversation: ConversationId, seq: number): void => {
    newest.set(conversation, Math.max(seq, newest.get(conversation) ?? 0));
  };
  for (const { conversation, outcome } of sent.values())
    if (typeof outcome === 'number') note(conversation, outcome);
  for (const { conversation, by } of changes) note(conversation, by);
  return newest;
}

/**
 * Whether every device that counts itself to a group has it up to what was confirmed and what any other has, without a gap, and a
 * person's devices agree on whether they belong to it. Asks the relay nothing: what all miss alike, the verification in the end finds.
 */
export function timelinesAlike(groups: readonly SoakGroup[], journal: Journal): boolean {
  const newest = confirmed(journal);
  return groups.every(({ id, people }) => {
    const owned = people.map(({ devices }) => devices.map(({ copies }) => copies.get(id)));
    const isIn = (copy: Copy | undefined): copy is Copy => copy?.isMember === true;
    const members = owned.flat().filter(isIn);
    const head = Math.max(newest.get(id) ?? 0, ...members.map(({ last }) => last));
    return (
      members.every(({ last }) => last === head) &&
      owned.every((copies) => copies.every((copy) => isIn(copy) === isIn(copies[0]))) &&
      owned.flat().every((copy) => (copy?.missing().length ?? 0) === 0)
    );
  });
}

/** Whether each person's devices show the same badges. */
export function badgesAlike(groups: readonly SoakGroup[]): boolean {
  return groups.every(({ id, people }) =>
    people.every(({ devices }) => new Set(devices.map(({ copies }) => copies.get(id)?.badge())).size <= 1),
  );
}

/** Who waits for what, and which copies are behind, for whoever looks into it. */
export function unequal({
  devices,
  groups,
  journal,
}: {
  readonly devices: readonly Device[];
  readonly groups: readonly SoakGroup[];
  readonly journal: Journal;
}): string[] {
  const newest = confirmed(journal);
  return [
    ...devices.filter(({ settled }) => !settled).map((device) => device.state()),
    ...groups.flatMap(({ id, people }) => {
      const copies = people.flatMap(({ devices: own }) =>
        own.flatMap((device) => {
          const copy = device.copies.get(id);
          return copy ? [{ device, copy }] : [];
        }),
      );
      const head = Math.max(
        newest.get(id) ?? 0,
        ...copies.map(({ copy }) => (copy.isMember ? copy.last : 0)),
      );
      const unlike = people.flatMap(({ user, devices: own }) => {
        const badges = own.map(({ copies: owned }) => owned.get(id)?.badge());
        return new Set(badges).size > 1 ? [`${id}: badges of ${user} are ${badges.join(', ')}`] : [];
      });
      const behind = copies
        .filter(({ copy }) => (copy.isMember && copy.last < head) || copy.missing().length > 0)
        .map(({ device, copy }) => {
          const gap = JSON.stringify(copy.missing());
          return `${id} ends at ${copy.last}, not ${head}, and misses ${gap}: ${device.state()}`;
        });
      return [...behind, ...unlike];
    }),
  ];
}
