import type { ConversationId } from '../../src/shared/model/ids.ts';
import type { NodeWorld } from './node-world.ts';
import type { Actor } from './relay-world.ts';

/** Anna is at the first node, Bert at the second, Carl at the third if there is one. */
export async function peopleOf(world: NodeWorld): Promise<[anna: Actor, bert: Actor, carl: Actor]> {
  const anna = await world.node(0).register('anna');
  const bert = await world.node(1).register('bert');
  const carl = await world.node(world.nodes.length - 1).register('carl');
  return [anna, bert, carl];
}

/** Anna and Bert in a direct conversation, each at a node of their own; she has begun it. */
export async function directAcross(
  world: NodeWorld,
): Promise<{ readonly anna: Actor; readonly bert: Actor; readonly id: ConversationId }> {
  const [anna, bert] = await peopleOf(world);
  const { id } = await world.node(0).direct(anna, bert);
  return { anna, bert, id };
}

/** Of the events that were pushed to the actor, in their order. */
export function seqsTold(actor: Actor): number[] {
  return actor.client.bodies('timeline.appended').map(({ event }) => event.seq);
}
