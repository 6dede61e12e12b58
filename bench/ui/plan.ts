import type { DemoPerson } from '../../scripts/demo/people.ts';
import type { Plan, PlannedConversation } from '../../scripts/demo/plan.ts';
import { integer, pick } from '../../scripts/demo/random.ts';
import { sentence } from '../../scripts/demo/sentences.ts';
import type { Random } from '../../src/shared/clock.ts';

export const HALL = '大厅 · Hall';

export interface OfficeSize {
  /** Of the hall, in which everybody is. */
  readonly messages: number;
  readonly members: number;
  readonly conversations: number;
}

/** Everybody in one hall with a long history, and many small groups of the first person's. The first two are signed in. */
export function hallPlan(random: Random, now: number, size: OfficeSize): Plan {
  const people = Array.from({ length: size.members }, (_, n): DemoPerson => {
    const language = n % 3 === 0 ? 'en' : 'zh';
    return { name: `person${n}`, displayName: `${language === 'zh' ? '同事' : 'Person'} ${n}`, language };
  });

  function conversation(
    title: string,
    members: readonly number[],
    count: number,
    everyMs: number,
  ): PlannedConversation {
    const messages = Array.from({ length: count }, (_, n) => {
      const sender = members[integer(random, 0, Math.min(members.length, 60) - 1)] ?? 0;
      const text = sentence(random, people[sender]?.language ?? 'en');
      // Some are long: rows differ in height.
      const all = n % 13 === 0 ? `${text}\n${sentence(random, 'zh')}${sentence(random, 'en')}` : text;
      return { sender, text: all, at: now - (count - n) * everyMs };
    });
    return { title, members, messages, lag: () => 0 };
  }

  const hall = conversation(HALL, [...people.keys()], size.messages, 20_000);
  const others = Array.from({ length: size.conversations - 1 }, (_, n) => {
    const members = [0, 1, ...Array.from({ length: 4 }, () => pick(random, [...people.keys()].slice(2)))];
    return conversation(`组 ${n + 1}`, [...new Set(members)], integer(random, 20, 60), 600_000 + n * 1_000);
  });
  const startedAt = now - size.messages * 20_000 - 3_600_000;
  return { people, online: [0, 1], startedAt, conversations: [hall, ...others], withoutChannels: true };
}
