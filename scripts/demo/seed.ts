import type { MakeId } from '../../src/shared/clock.ts';
import { hashToken, makeRandomToken } from '../../src/relay/handlers/auth/token.ts';
import type { RelayStorage } from '../../src/relay/storage/port.ts';
import { ClientId, ConversationId, DeviceId, UserId } from '../../src/shared/model/ids.ts';
import type { Person } from '../../src/shared/model/person.ts';
import { EMPTY_RANGE_SET, type RangeSet } from '../../src/shared/model/range-set.ts';
import { seedChannels } from './channels.ts';
import { demoFaces } from './faces.ts';
import { inBatches } from './in-batches.ts';
import type { Plan, PlannedConversation } from './plan.ts';

const ROLES = ['owner', 'admin', 'member'] as const;

/** Whose pictures are drawn, in the order of the plan's people; everybody else has initials. */
const PICTURED = [1, 2];

/** A person who can connect without a password. */
export interface DemoDevice {
  readonly me: Person;
  readonly token: string;
}

/**
 * Writes the plan into an empty relay, past its protocol: the same rows, without waiting for thousands of people to type.
 * Everyone gets `passwordHash`; ids come from `makeId`; those who are online get a signed-in device each, in the order of the plan.
 */
export async function seedRelay(
  storage: RelayStorage,
  plan: Plan,
  passwordHash: string,
  now: number,
  makeId: MakeId,
): Promise<DemoDevice[]> {
  const people = plan.people.map(({ name, displayName }) => ({
    id: UserId.parse(makeId()),
    name,
    displayName,
  }));
  await inBatches(people, (person) =>
    storage.createAccount({ ...person, passwordHash, createdAt: plan.startedAt }),
  );
  for (const [index, picture] of demoFaces().entries()) {
    const person = people[PICTURED[index] ?? -1];
    if (person) await storage.changeProfile({ user: person.id, picture });
  }
  for (const conversation of plan.conversations) {
    await seedConversation(
      storage,
      conversation,
      conversation.members.map((member) => people[member]?.id ?? fail()),
      plan.startedAt,
      makeId,
    );
  }
  const ids = people.map(({ id }) => id);
  if (plan.withoutChannels !== true) await seedChannels(storage, ids, now, makeId);
  return Promise.all(
    plan.online.map((index) => seedDevice(storage, people[index] ?? fail(), plan.startedAt, makeId)),
  );
}

async function seedDevice(
  storage: RelayStorage,
  me: Person,
  createdAt: number,
  makeId: MakeId,
): Promise<DemoDevice> {
  const token = makeRandomToken();
  await storage.createDevice({
    id: DeviceId.parse(makeId()),
    user: me.id,
    name: 'demo',
    tokenHash: hashToken(token),
    createdAt,
  });
  return { me, token };
}

async function seedConversation(
  storage: RelayStorage,
  plan: PlannedConversation,
  members: readonly UserId[],
  at: number,
  makeId: MakeId,
): Promise<void> {
  const [creator = fail(), ...users] = members;
  const id = ConversationId.parse(makeId());
  const { id: conversation } = await storage.createConversation(
    plan.title === null
      ? { kind: 'direct', id, creator, peer: users[0] ?? fail(), at }
      : { kind: 'group', id, creator, clientId: ClientId.parse(makeId()), title: plan.title, users, at },
  );
  const userOf = new Map(plan.members.map((member, index) => [member, members[index] ?? fail()]));

  await inBatches(plan.messages, ({ sender, text, at: sentAt }) =>
    storage.append({
      conversation,
      sender: userOf.get(sender) ?? fail(),
      at: sentAt,
      event: { kind: 'message.created', clientId: ClientId.parse(makeId()), content: { type: 'text', text } },
      roles: ROLES,
    }),
  );
  // Seq 1 is the conversation's creation.
  const headSeq = plan.messages.length + 1;
  await inBatches(plan.members, (member) => {
    const readTo = headSeq - plan.lag(member);
    const read: RangeSet = readTo >= 2 ? [[2, readTo]] : EMPTY_RANGE_SET;
    return storage.report({ conversation, user: userOf.get(member) ?? fail(), read, delivered: headSeq });
  });
}

function fail(): never {
  throw new Error('the plan names a member it does not have');
}
