import type { MessageCreated } from '../../shared/model/event.ts';
import type { WriterContext } from './writer-context.ts';

/** One reaction as its event tells it. */
export interface ReactionStep {
  readonly conversation: number;
  readonly target: number;
  readonly emoji: string;
  readonly person: number;
  readonly on: boolean;
  readonly seq: number;
}

/**
 * Adds or takes back one reaction. Events of a message may come in any order, each once: a person's last word stands, and
 * the count is what it was plus one or less one for each of them.
 */
export function applyReaction({ reactions }: WriterContext, step: ReactionStep): void {
  const { conversation, target, emoji, person, on, seq } = step;
  const before = reactions.word(conversation, target, emoji, person);
  const difference = on ? 1 : -1;
  if (before && before.seq > seq) {
    reactions.addOthers(conversation, target, emoji, difference, seq);
    return;
  }
  reactions.say(conversation, target, emoji, person, { amount: Number(on), seq });
  // Somebody taking back what no row tells of was among those who are only counted.
  const rest = difference - (Number(on) - (before?.amount ?? 0));
  if (rest !== 0) reactions.addOthers(conversation, target, emoji, rest, seq);
}

/** Takes over the reactions that came with a pulled message; what was said after its revision stays. */
export function replaceReactions(context: WriterContext, conversation: number, event: MessageCreated): void {
  const { reactions, people } = context;
  reactions.clear(conversation, event.seq, event.revision ?? 0);
  const said = event.reactions ?? [];
  // Their seqs are not known; they are older than all that follow, and in this order.
  let seq = -said.reduce((sum, { users }) => sum + users.length, 0);
  for (const { emoji, count, users } of said) {
    const others = count - users.length;
    if (others > 0) reactions.addOthers(conversation, event.seq, emoji, others, seq);
    for (const user of users) {
      const person = people.num(user);
      if (!reactions.word(conversation, event.seq, emoji, person))
        reactions.say(conversation, event.seq, emoji, person, { amount: 1, seq });
      seq += 1;
    }
  }
}
